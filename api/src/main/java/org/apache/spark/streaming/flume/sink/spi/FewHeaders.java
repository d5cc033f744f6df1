package org.apache.spark.streaming.flume.sink.spi;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ConcurrentModificationException;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Headers in one array. An event is made for each event of the channel, most have a few headers,
 * and a hash table costs several times as much to make as this. Immutable.
 */
final class FewHeaders extends AbstractMap<String, String> {

  /** With more, a search from the front would take longer than a hash table's. */
  static final int MOST = 8;

  /** Name, value, name, value, in the order in which they were given. */
  private final String[] pairs;

  /** Copies headers, at most {@link #MOST}, and refuses nulls. */
  FewHeaders(Map<String, String> headers) {
    Filler filler = new Filler(headers.size());
    headers.forEach(filler);
    if (filler.at < filler.pairs.length) {
      throw new ConcurrentModificationException("headers were removed while they were copied");
    }
    pairs = filler.pairs;
  }

  /** Says which header it is: the caller may have hundreds. */
  static void refuseNulls(String name, String value) {
    if (name == null) {
      throw new NullPointerException("a header's name is null");
    }
    if (value == null) {
      throw new NullPointerException("the header '" + name + "' has a null value");
    }
  }

  private static final class Filler implements BiConsumer<String, String> {

    private final String[] pairs;
    private int at;

    Filler(int size) {
      pairs = new String[2 * size];
    }

    @Override
    public void accept(String name, String value) {
      refuseNulls(name, value);
      pairs[at++] = name;
      pairs[at++] = value;
    }
  }

  @Override
  public int size() {
    return pairs.length / 2;
  }

  @Override
  public @Nullable String get(Object name) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        return pairs[i + 1];
      }
    }
    return null;
  }

  @Override
  public boolean containsKey(Object name) {
    return get(name) != null;
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super String> action) {
    for (int i = 0; i < pairs.length; i += 2) {
      action.accept(pairs[i], pairs[i + 1]);
    }
  }

  @Override
  public Set<Map.Entry<String, String>> entrySet() {
    return new Entries(pairs);
  }

  private static final class Entries extends AbstractSet<Map.Entry<String, String>> {

    private final String[] pairs;

    Entries(String[] pairs) {
      this.pairs = pairs;
    }

    @Override
    public int size() {
      return pairs.length / 2;
    }

    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
      return new Pairs(pairs);
    }
  }

  private static final class Pairs implements Iterator<Map.Entry<String, String>> {

    private final String[] pairs;
    private int next;

    Pairs(String[] pairs) {
      this.pairs = pairs;
    }

    @Override
    public boolean hasNext() {
      return next < pairs.length;
    }

    @Override
    public Map.Entry<String, String> next() {
      if (next >= pairs.length) {
        throw new NoSuchElementException();
      }
      next += 2;
      return Map.entry(pairs[next - 2], pairs[next - 1]);
    }
  }
}
