package io.github.flumespark.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;

/** A partition's rows as Java has them. For one thread. */
final class RowIterator implements Iterator<InternalRow> {

  private final FlumePartitionReader reader;
  private boolean isRead;
  private boolean hasRow;

  RowIterator(FlumePartitionReader reader) {
    this.reader = reader;
  }

  @Override
  public boolean hasNext() {
    if (!isRead) {
      try {
        hasRow = reader.next();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      isRead = true;
    }
    return hasRow;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    isRead = false;
    return reader.get();
  }
}
