package io.github.flumespark.extension.deadletter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.apache.avro.file.SeekableInput;

/** Lets Avro read a file that stays open and locked. */
final class ChannelInput implements SeekableInput {

  private final FileChannel channel;

  /** A disk that can't be read is not a file that ends too soon; Avro tells both alike. */
  private IOException failure;

  ChannelInput(FileChannel channel) {
    this.channel = channel;
  }

  void throwFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void seek(long position) throws IOException {
    channel.position(position);
  }

  @Override
  public long tell() throws IOException {
    return channel.position();
  }

  @Override
  public long length() throws IOException {
    return channel.size();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    try {
      return channel.read(ByteBuffer.wrap(bytes, offset, length));
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /** Its owner closes the channel. */
  @Override
  public void close() {}
}
