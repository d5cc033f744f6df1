package org.apache.spark.streaming.flume;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BlockPiecesTest {

  private static final long MEBI = 1 << 20;

  @Test
  void anArrayOfOneMebibyteTakesTwoInSmallRegions() {
    assertThat(BlockPieces.heapBytes(MEBI, MEBI)).isEqualTo(2 * MEBI);
    assertThat(BlockPieces.heapBytes(MEBI, 2 * MEBI)).isEqualTo(2 * MEBI);
    assertThat(BlockPieces.heapBytes(MEBI, 4 * MEBI)).isEqualTo(MEBI + 16);
  }

  @Test
  void oneThatIsALittleSmallerDoesNot() {
    assertThat(BlockPieces.heapBytes(1_000_000, MEBI)).isEqualTo(MEBI);
    assertThat(BlockPieces.heapBytes(1_000_000, 2 * MEBI)).isEqualTo(1_000_016);
    assertThat(BlockPieces.heapBytes(1_000_000, 4 * MEBI)).isEqualTo(1_000_016);
  }
}
