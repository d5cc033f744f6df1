package io.github.flumespark.sql.segment;

import java.io.IOException;
import org.apache.hadoop.fs.Path;

/** An epoch that should be opened is over. */
public final class EpochOverException extends IOException {

  private static final long serialVersionUID = 1;

  EpochOverException(long epoch, long floor, Path root) {
    super(
        "Epoch %d is over, as all are up to %d below %s: another driver works on the same checkpoint"
            .formatted(epoch, floor, root));
  }
}
