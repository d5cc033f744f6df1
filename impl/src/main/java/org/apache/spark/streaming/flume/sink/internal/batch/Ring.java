package org.apache.spark.streaming.flume.sink.internal.batch;

import java.util.function.Consumer;

/**
 * A list whose nodes its elements bring along: adding and removing allocate nothing, so that a heap
 * that is full can't lose an element, and removing one from the middle needs no search. Not
 * thread-safe.
 */
final class Ring<T> {

  /** The place of one element, in at most one ring at a time. */
  static final class Node<T> {

    private final T element;
    private Node<T> before;
    private Node<T> after;

    Node(T element) {
      this.element = element;
    }

    T element() {
      return element;
    }

    /** Whether it stands in a ring. */
    boolean isIn() {
      return after != null;
    }

    /** Takes it out of the ring in which it stands, if any. */
    void remove() {
      if (isIn()) {
        before.after = after;
        after.before = before;
        before = null;
        after = null;
      }
    }

    private void insertBefore(Node<T> next) {
      if (next == this) {
        // It stands there already, and without it there would be nothing to stand before.
        return;
      }
      remove();
      before = next.before;
      after = next;
      before.after = this;
      next.before = this;
    }
  }

  private final Node<T> end = new Node<>(null);

  Ring() {
    end.before = end;
    end.after = end;
  }

  boolean isEmpty() {
    return end.after == end;
  }

  /** The first element, or null. */
  T first() {
    return end.after.element;
  }

  void addLast(Node<T> node) {
    node.insertBefore(end);
  }

  void addFirst(Node<T> node) {
    node.insertBefore(end.after);
  }

  /** What tells which of two elements comes first. */
  interface Order<T> {
    boolean isBefore(T one, T other);
  }

  /** Adds an element at its place in an order in which the ring already is; near the front. */
  void addInOrder(Node<T> node, Order<T> order) {
    Node<T> next = end.after;
    while (next != end && order.isBefore(next.element, node.element)) {
      next = next.after;
    }
    node.insertBefore(next);
  }

  /** Calls an action for each element, which may take that element out, and no other. */
  void forEach(Consumer<? super T> action) {
    for (Node<T> node = end.after; node != end; ) {
      Node<T> next = node.after;
      action.accept(node.element);
      node = next;
    }
  }
}
