import java.net.InetSocketAddress
import org.apache.spark.storage.StorageLevel
import org.apache.spark.streaming.StreamingContext
import org.apache.spark.streaming.api.java.JavaStreamingContext
import org.apache.spark.streaming.dstream.{DStream, ReceiverInputDStream}
import org.apache.spark.streaming.flume.{FlumeUtils, SparkFlumeEvent}

/** Every way in which Scala code for Spark 2.4 makes a polling stream. Compiled, never run. */
object Overloads {
  def all(ssc: StreamingContext, jssc: JavaStreamingContext): Seq[DStream[SparkFlumeEvent]] = {
    val level = StorageLevel.MEMORY_ONLY
    val addresses = Seq(new InetSocketAddress("a", 1), new InetSocketAddress("b", 2))
    val one: ReceiverInputDStream[SparkFlumeEvent] = FlumeUtils.createPollingStream(ssc, "a", 1)
    Seq(
      one,
      FlumeUtils.createPollingStream(ssc, "a", 1, level),
      FlumeUtils.createPollingStream(ssc, addresses, level),
      FlumeUtils.createPollingStream(ssc, addresses, level, 100, 3),
      FlumeUtils.createPollingStream(jssc, "a", 1).dstream,
      FlumeUtils.createPollingStream(jssc, "a", 1, level).dstream,
      FlumeUtils.createPollingStream(jssc, addresses.toArray, level).dstream,
      FlumeUtils.createPollingStream(jssc, addresses.toArray, level, 100, 3).dstream
    )
  }

  def bodies(events: DStream[SparkFlumeEvent]): DStream[(String, Int)] =
    events.map(e => (new String(e.event.getBody.array()), e.event.getHeaders.size))

  def copies(events: DStream[SparkFlumeEvent]): DStream[SparkFlumeEvent] =
    events.map(e => SparkFlumeEvent.fromAvroFlumeEvent(e.event))

  def replaced(events: DStream[SparkFlumeEvent]): DStream[SparkFlumeEvent] =
    events.map { e =>
      val copy = new SparkFlumeEvent
      copy.event = e.event
      copy
    }
}
