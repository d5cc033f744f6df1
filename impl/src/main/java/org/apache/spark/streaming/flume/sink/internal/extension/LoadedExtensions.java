package org.apache.spark.streaming.flume.sink.internal.extension;

import java.time.Duration;
import java.util.List;
import org.apache.spark.streaming.flume.sink.internal.guard.Callee;
import org.apache.spark.streaming.flume.sink.internal.guard.ExtensionCalls;
import org.apache.spark.streaming.flume.sink.internal.transform.TransformerChain;
import org.apache.spark.streaming.flume.sink.spi.admission.BatchAdmissionPolicy;
import org.apache.spark.streaming.flume.sink.spi.sequence.SequenceGenerator;

/** The extensions of one run of the sink, from its start to its stop. */
public final class LoadedExtensions implements AutoCloseable {

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final TransformerChain chain;
  private final BatchAdmissionPolicy admission;
  private final SequenceGenerator sequence;
  private final String admissionType;
  private final String sequenceType;
  private final List<String> description;
  private final ExtensionCalls calls;
  private final ExtensionStack stack;

  LoadedExtensions(
      TransformerChain chain,
      BatchAdmissionPolicy admission,
      String admissionType,
      SequenceGenerator sequence,
      String sequenceType,
      List<String> description,
      ExtensionCalls calls,
      ExtensionStack stack) {
    this.chain = chain;
    this.admission = admission;
    this.admissionType = admissionType;
    this.sequence = sequence;
    this.sequenceType = sequenceType;
    this.description = List.copyOf(description);
    this.calls = calls;
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
   * A method of the admission policy, as messages name it.
   *
   * @param method such as {@code admit()}
   * @return its type and class as well
   */
  public Callee ofAdmission(String method) {
    return Callee.of(ExtensionKind.ADMISSION.word() + " " + admissionType, admission, method);
  }

  /**
   * A method of the sequence generator, as messages name it.
   *
   * @param method such as {@code next()}
   * @return its type and class as well
   */
  public Callee ofSequence(String method) {
    return Callee.of(ExtensionKind.SEQUENCE.word() + " " + sequenceType, sequence, method);
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
   * Who watches over the calls into these extensions.
   *
   * @return where each thread notes its calls
   */
  public ExtensionCalls calls() {
    return calls;
  }

  /**
   * Closes each extension exactly once, the latest first; call it after the last other call into
   * them has returned. What they throw is logged, and so is one that does not return: the others
   * are closed all the same, in the background when the limit has passed. Calling it again only
   * waits.
   *
   * @param limit how long to wait
   * @return whether there is nothing left to wait for
   */
  public boolean close(Duration limit) {
    return stack.close(limit);
  }

  /** The same with a limit of a few seconds. */
  @Override
  public void close() {
    close(CLOSE_LIMIT);
  }
}
