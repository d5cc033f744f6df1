package org.apache.spark.streaming.flume.sink;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerChain;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerStage;

/**
 * What all chains of one run have done, for its counters, which must not go backwards when a chain
 * takes another's place. A chain that is done leaves its sums behind, and can be forgotten with its
 * classes. Thread-safe.
 */
final class ChainTotals {

  private final List<TransformerChain> chains = new CopyOnWriteArrayList<>();
  private long dropped;
  private long emitted;
  private long errors;
  private long deadLetters;
  private long deadLetterErrors;

  void add(TransformerChain chain) {
    chains.add(chain);
  }

  /** A chain will not be called any more. */
  synchronized void done(TransformerChain chain) {
    if (chains.remove(chain)) {
      dropped += chain.dropped();
      emitted += chain.emitted();
      errors += chain.errors();
      deadLetters += chain.deadLetters();
      deadLetterErrors += chain.deadLetterErrors();
    }
  }

  /** Each transformer of a chain, in order, and what it has done. */
  static List<Map<String, Object>> rows(TransformerChain chain) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (TransformerStage stage : chain.stages()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("alias", stage.alias());
      row.put("type", stage.className());
      row.put("onError", stage.onError());
      row.put("emitted", stage.out());
      row.put("dropped", stage.dropped());
      row.put("errors", stage.errors());
      row.put("deadLetters", stage.deadLetters());
      rows.add(row);
    }
    return rows;
  }

  synchronized long dropped() {
    return dropped + chains.stream().mapToLong(TransformerChain::dropped).sum();
  }

  synchronized long emitted() {
    return emitted + chains.stream().mapToLong(TransformerChain::emitted).sum();
  }

  synchronized long errors() {
    return errors + chains.stream().mapToLong(TransformerChain::errors).sum();
  }

  synchronized long deadLetters() {
    return deadLetters + chains.stream().mapToLong(TransformerChain::deadLetters).sum();
  }

  synchronized long deadLetterErrors() {
    return deadLetterErrors + chains.stream().mapToLong(TransformerChain::deadLetterErrors).sum();
  }
}
