package org.apache.spark.streaming.flume.sink;

/**
 * The keys of the sink's configuration and their defaults. The first group is Spark's own and keeps
 * its names, meaning and defaults; the second is this sink's.
 */
public final class SparkSinkConfig {

  /**
   * How many transactions can be open at once: batches that clients hold. Polls that wait need
   * none.
   */
  public static final String THREADS = "threads";

  /** Default of {@link #THREADS}. */
  public static final int DEFAULT_THREADS = 10;

  /**
   * Seconds after which a batch that nobody acknowledged is rolled back, counted from the moment
   * when the reply has been written.
   */
  public static final String CONF_TRANSACTION_TIMEOUT = "timeout";

  /** Default of {@link #CONF_TRANSACTION_TIMEOUT}, in seconds. */
  public static final int DEFAULT_TRANSACTION_TIMEOUT = 60;

  /** The address to bind. */
  public static final String CONF_HOSTNAME = "hostname";

  /** Default of {@link #CONF_HOSTNAME}: every address of the machine. */
  public static final String DEFAULT_HOSTNAME = "0.0.0.0";

  /** The port to bind; 0 takes a free one. Required. */
  public static final String CONF_PORT = "port";

  /** The longest sleep between two looks at an empty channel, in milliseconds. */
  public static final String CONF_BACKOFF_INTERVAL = "backoffInterval";

  /** Default of {@link #CONF_BACKOFF_INTERVAL}, in milliseconds. */
  public static final int DEFAULT_BACKOFF_INTERVAL = 200;

  /** Milliseconds after which a poll that found nothing is answered with an empty batch. */
  public static final String CONF_POLL_TIMEOUT = "pollTimeout";

  /** Default of {@link #CONF_POLL_TIMEOUT}, in milliseconds. */
  public static final int DEFAULT_POLL_TIMEOUT = 10_000;

  /** Milliseconds for which a batch that holds an event waits for more. */
  public static final String CONF_LINGER = "linger";

  /** Default of {@link #CONF_LINGER}, in milliseconds. */
  public static final int DEFAULT_LINGER = 100;

  /** A cap on the number of events that a poll gets, whatever it asks for. No default. */
  public static final String CONF_BATCH_SIZE = "batch-size";

  /** The other spelling of {@link #CONF_BATCH_SIZE}: Flume's own sinks use both. */
  public static final String CONF_BATCH_SIZE_CAMEL = "batchSize";

  /**
   * The aliases of the transformers, in the order of the chain; {@code transformers.ALIAS.type}
   * selects one, and all further keys below {@code transformers.ALIAS} are its own.
   */
  public static final String CONF_TRANSFORMERS = "transformers";

  /** Prefix of the admission policy's keys; {@code admission.type} selects it. */
  public static final String CONF_ADMISSION = "admission";

  /** Prefix of the sequence generator's keys; {@code sequence.type} selects it. */
  public static final String CONF_SEQUENCE = "sequence";

  /**
   * Whether new code of extensions is taken up while the sink runs, in an OSGi framework: {@link
   * #RELOAD_AUTO} when a bundle with extensions comes, changes or goes, {@link #RELOAD_MANUAL} only
   * by a command. On a flat class path code never changes while an agent runs.
   */
  public static final String CONF_EXTENSIONS_RELOAD = "extensions.reload";

  /** A value, and the default, of {@link #CONF_EXTENSIONS_RELOAD}. */
  public static final String RELOAD_AUTO = "auto";

  /** A value of {@link #CONF_EXTENSIONS_RELOAD}. */
  public static final String RELOAD_MANUAL = "manual";

  /** The key, below an alias or a prefix, that selects an extension by its name. */
  public static final String CONF_TYPE = "type";

  /** The built-in admission policy and the built-in sequence generator. */
  public static final String DEFAULT_TYPE = "default";

  /** What an exception in a transformer does to the event, below its alias. */
  public static final String CONF_ON_ERROR = "onError";

  /**
   * How often the same event may fail in a transformer, and be delivered again, before it is a dead
   * letter; below the transformer's alias, where {@link #CONF_ON_ERROR} is {@code dead-letter}. For
   * failures that pass.
   */
  public static final String CONF_ERRORS_BEFORE_DEAD_LETTER = "errorsBeforeDeadLetter";

  /**
   * Which events a transformer is given, {@value}; read as {@code transformers.ALIAS.when.TEST},
   * such as {@code when.header.format.equals = json}. All tests must hold. The others pass it by.
   * Keys and tests: {@link org.apache.spark.streaming.flume.sink.spi.match.EventCondition}.
   */
  public static final String CONF_WHEN = "when";

  /**
   * Which events pass a transformer by, {@value}; read as {@code transformers.ALIAS.unless.TEST}.
   * One test that holds is enough.
   */
  public static final String CONF_UNLESS = "unless";

  /**
   * Prefix of the dead-letter store's keys; {@code dead-letter.type} selects it. It is used where a
   * transformer's {@link #CONF_ON_ERROR} is {@code dead-letter}.
   */
  public static final String CONF_DEAD_LETTER = "dead-letter";

  /** The store that is used where none is selected: files of Avro's, in a jar of its own. */
  public static final String DEFAULT_DEAD_LETTER_STORE = "avro-files";

  /** How many outputs a transformer may make of one event. More than that is a failure of it. */
  public static final String CONF_MAX_OUTPUTS_PER_EVENT = "max-outputs-per-event";

  /** Default of {@link #CONF_MAX_OUTPUTS_PER_EVENT}. */
  public static final int DEFAULT_MAX_OUTPUTS_PER_EVENT = 100_000;

  /**
   * How many bytes the outputs that a transformer makes of one event may have together, each with
   * 128 more than its body; twice the event's body if that is more. One output may be of any size.
   * The default is an eighth of the agent's heap.
   */
  public static final String CONF_MAX_OUTPUT_BYTES_PER_EVENT = "max-output-bytes-per-event";

  /**
   * The directory below which extensions keep what they must find again after a restart. The
   * default is {@code .flume/flume-spark-sink} in the home directory of the agent's user. Nothing
   * is made there before an extension asks for it.
   */
  public static final String CONF_DATA_DIRECTORY = "dataDirectory";

  /**
   * The longest frame, in bytes, that a client may send. Requests are tiny; the longest is the
   * handshake, which carries the client's protocol as JSON (2 to 4 KB). Replies are not bound by
   * it.
   */
  public static final String CONF_MAX_FRAME_BYTES = "max-frame-bytes";

  /** Default of {@link #CONF_MAX_FRAME_BYTES}: 64 KiB. */
  public static final int DEFAULT_MAX_FRAME_BYTES = 64 * 1024;

  /** How many connections can be open at once; further ones are closed as they come. */
  public static final String CONF_MAX_CONNECTIONS = "max-connections";

  /** Default of {@link #CONF_MAX_CONNECTIONS}. */
  public static final int DEFAULT_MAX_CONNECTIONS = 1000;

  /**
   * Seconds of silence after which a connection is closed; 0 for never. A connection on which a
   * poll waits or a batch is open is not idle, however long a client takes over its batch: {@link
   * #CONF_TRANSACTION_TIMEOUT} looks after that one.
   */
  public static final String CONF_IDLE_TIMEOUT = "idle-timeout";

  /** Default of {@link #CONF_IDLE_TIMEOUT}, in seconds. */
  public static final int DEFAULT_IDLE_TIMEOUT = 600;

  /** Whether connections are encrypted. The keys of TLS are those of Flume's AvroSource. */
  public static final String CONF_SSL = "ssl";

  /**
   * The file with the sink's private key and certificate; {@code keystore-password} and {@code
   * keystore-type} go with it. Flume's global SSL settings fill in what is not set.
   */
  public static final String CONF_KEYSTORE = "keystore";

  /** Whether a client must show a certificate that {@link #CONF_TRUSTSTORE} vouches for. */
  public static final String CONF_NEED_CLIENT_AUTH = "need-client-auth";

  /**
   * The file with the certificates of those who may vouch for clients; {@code truststore-password}
   * and {@code truststore-type} go with it.
   */
  public static final String CONF_TRUSTSTORE = "truststore";

  /** Whether {@link #CONF_IP_FILTER_RULES} are in effect. */
  public static final String CONF_IP_FILTER = "ipFilter";

  /**
   * Which addresses may connect, as with Flume's AvroSource: {@code
   * allow:ip:10.*,allow:name:localhost,deny:ip:*}. The first rule that matches decides; where none
   * does, the address may connect, and a list without a rule for all is a warning. A pattern of ip
   * may be a network as well, such as {@code 10.0.0.0/8}. A text that is no list of rules, or holds
   * a pattern that no address matches, is refused.
   */
  public static final String CONF_IP_FILTER_RULES = "ipFilterRules";

  /** Whether both sides compress, inside TLS: {@link #NO_COMPRESSION} or {@link #DEFLATE}. */
  public static final String CONF_COMPRESSION_TYPE = "compression-type";

  /** Default of {@link #CONF_COMPRESSION_TYPE}. */
  public static final String NO_COMPRESSION = "none";

  /** A zlib stream in each direction, as NettyAvroRpcClient and AvroSource of Flume speak it. */
  public static final String DEFLATE = "deflate";

  private SparkSinkConfig() {}
}
