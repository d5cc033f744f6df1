package org.apache.spark.streaming.flume.sink.internal.access;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/** Which peers a rule is about. Immutable. */
sealed interface Subject {

  /** Whether the address decides it alone. */
  default boolean matches(InetAddress address) {
    return false;
  }

  /** Every address in that network. */
  record In(Network network) implements Subject {
    @Override
    public boolean matches(InetAddress address) {
      return network.holds(address);
    }
  }

  /** One address, in whichever of its ways it was written. */
  record Is(InetAddress wanted) implements Subject {
    @Override
    public boolean matches(InetAddress address) {
      return wanted.equals(address);
    }
  }

  /** Every address whose text is like that. */
  record Like(Glob pattern) implements Subject {
    @Override
    public boolean matches(InetAddress address) {
      return pattern.matchesEverything() || pattern.matches(Addresses.text(address));
    }
  }

  /** This machine, which has more addresses than 127.0.0.1. */
  record ThisMachine() implements Subject {
    @Override
    public boolean matches(InetAddress address) {
      try {
        return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
      } catch (SocketException unknown) {
        return false;
      }
    }
  }

  /** Every address whose name is like that; of one without a name, its text. */
  record Named(Glob pattern) implements Subject {}
}
