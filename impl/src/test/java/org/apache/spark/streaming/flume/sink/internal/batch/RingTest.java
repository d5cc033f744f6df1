package org.apache.spark.streaming.flume.sink.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RingTest {

  private final Ring<String> ring = new Ring<>();
  private final Ring.Node<String> a = new Ring.Node<>("a");
  private final Ring.Node<String> b = new Ring.Node<>("b");
  private final Ring.Node<String> c = new Ring.Node<>("c");

  private List<String> content() {
    List<String> content = new ArrayList<>();
    ring.forEach(content::add);
    assertThat(ring.isEmpty()).isEqualTo(content.isEmpty());
    assertThat(ring.first()).isEqualTo(content.isEmpty() ? null : content.get(0));
    return content;
  }

  @Test
  void elementsStandInTheOrderInWhichTheyWereAdded() {
    ring.addLast(a);
    ring.addLast(b);
    ring.addFirst(c);

    assertThat(content()).containsExactly("c", "a", "b");
    assertThat(a.isIn()).isTrue();
    assertThat(a.element()).isEqualTo("a");
  }

  @Test
  void whatStandsWhereItIsAddedStaysThere() {
    ring.addFirst(a);
    ring.addFirst(a);
    assertThat(content()).containsExactly("a");
    ring.addLast(a);
    assertThat(content()).containsExactly("a");
    ring.addLast(b);
    ring.addFirst(a);
    ring.addLast(b);
    assertThat(content()).containsExactly("a", "b");
  }

  @Test
  void anElementThatIsAddedAgainMoves() {
    ring.addLast(a);
    ring.addLast(b);
    ring.addLast(c);

    ring.addLast(a);
    ring.addFirst(c);

    assertThat(content()).containsExactly("c", "b", "a");
  }

  @Test
  void anElementLeavesTheOneRingForTheOther() {
    Ring<String> other = new Ring<>();
    ring.addLast(a);
    ring.addLast(b);

    other.addLast(a);

    assertThat(content()).containsExactly("b");
    assertThat(other.first()).isEqualTo("a");
  }

  @Test
  void anyElementCanBeTakenOutAndOnlyOnce() {
    ring.addLast(a);
    ring.addLast(b);
    ring.addLast(c);

    b.remove();
    b.remove();

    assertThat(b.isIn()).isFalse();
    assertThat(content()).containsExactly("a", "c");
    a.remove();
    c.remove();
    assertThat(content()).isEmpty();
  }

  @Test
  void anElementIsAddedAtItsPlaceInAnOrder() {
    Ring.Order<String> byName = (one, other) -> one.compareTo(other) < 0;
    ring.addInOrder(b, byName);
    ring.addInOrder(c, byName);
    ring.addInOrder(a, byName);

    assertThat(content()).containsExactly("a", "b", "c");
  }

  @Test
  void eachElementMayTakeItselfOutWhileAllAreLookedAt() {
    ring.addLast(a);
    ring.addLast(b);

    ring.forEach(element -> (element.equals("a") ? a : b).remove());

    assertThat(content()).isEmpty();
  }
}
