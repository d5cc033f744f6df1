package io.github.flumespark.extension.transformer;

import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The headers of one event while they are altered: two arrays, because one is made for each event,
 * and for a few headers a hash table costs several times as much. For one thread.
 */
final class HeaderList extends AbstractMap<String, String> {

  private String[] names;
  private String[] values;
  private int size;

  /** An empty one, with room for some. */
  HeaderList(int room) {
    names = new String[room];
    values = new String[room];
  }

  /** Adds a header that is not there. */
  void add(String name, String value) {
    if (size == names.length) {
      names = Arrays.copyOf(names, 2 * size + 2);
      values = Arrays.copyOf(values, names.length);
    }
    names[size] = name;
    values[size++] = value;
  }

  @Override
  public boolean containsKey(Object name) {
    return find(name) >= 0;
  }

  @Override
  public String get(Object name) {
    int at = find(name);
    return at < 0 ? null : values[at];
  }

  @Override
  public String put(String name, String value) {
    int at = find(name);
    if (at < 0) {
      add(name, value);
      return null;
    }
    String old = values[at];
    values[at] = value;
    return old;
  }

  @Override
  public String remove(Object name) {
    int at = find(name);
    if (at < 0) {
      return null;
    }
    String old = values[at];
    size--;
    System.arraycopy(names, at + 1, names, at, size - at);
    System.arraycopy(values, at + 1, values, at, size - at);
    return old;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super String> action) {
    for (int i = 0; i < size; i++) {
      action.accept(names[i], values[i]);
    }
  }

  /** Not a view; for whoever does not use {@link #forEach}. */
  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    Set<Map.Entry<String, String>> entries = new LinkedHashSet<>();
    forEach((name, value) -> entries.add(Map.entry(name, value)));
    return Collections.unmodifiableSet(entries);
  }

  private int find(Object name) {
    for (int i = 0; i < size; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
