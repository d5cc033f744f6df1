package org.apache.spark.streaming.flume.sink.internal.extension;

import java.util.List;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerChain;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;

/** The extensions of one run of the sink, from its start to its stop. */
public final class LoadedExtensions implements AutoCloseable {

  private final TransformerChain chain;
  private final BatchAdmissionPolicy admission;
  private final SequenceGenerator sequence;
  private final List<String> description;
  private final ExtensionStack stack;

  LoadedExtensions(
      TransformerChain chain,
      BatchAdmissionPolicy admission,
      SequenceGenerator sequence,
      List<String> description,
      ExtensionStack stack) {
    this.chain = chain;
    this.admission = admission;
    this.sequence = sequence;
    this.description = List.copyOf(description);
    this.stack = stack;
  }

  /**
   * The transformers.
   *
   * @return in the order of the configuration; empty where there are none
   */
  public TransformerChain chain() {
    return chain;
  }

  /**
   * The admission policy.
   *
   * @return the selected one or the built-in
   */
  public BatchAdmissionPolicy admission() {
    return admission;
  }

  /**
   * The sequence generator.
   *
   * @return the selected one or the built-in
   */
  public SequenceGenerator sequence() {
    return sequence;
  }

  /**
   * What is in use and where it came from, for the log at start.
   *
   * @return one line for each extension
   */
  public List<String> describe() {
    return description;
  }

  /**
   * Which extension keeps {@link #close} from returning, for whoever has waited long enough.
   *
   * @return its place and class; never waits
   */
  public String closing() {
    return stack.closing();
  }

  /**
   * Closes each extension exactly once, the latest first; call it after the last other call into
   * them has returned. What they throw is logged. Calling it again does nothing.
   */
  @Override
  public void close() {
    stack.closeAll();
  }
}
