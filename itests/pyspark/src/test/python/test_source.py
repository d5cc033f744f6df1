"""The source flume from Python: one Spark session, and an agent that the tests feed by HTTP."""

import json
import os
import shutil
import time
import unittest
import urllib.request

from pyspark.sql import SparkSession, functions as F

SINK = os.environ["FLUME_SINK"]
WORK = os.environ["FLUME_WORK"]


def put(events):
    """Puts events into the agent's channel, in transactions of a hundred."""
    for start in range(0, len(events), 100):
        request = urllib.request.Request(
            os.environ["FLUME_HTTP"],
            json.dumps(events[start : start + 100]).encode(),
            {"Content-Type": "application/json; charset=UTF-8"},
        )
        with urllib.request.urlopen(request, timeout=20) as answer:
            assert answer.status == 200, answer.status


def lines(name, count):
    return [{"headers": {"host": name}, "body": "%s-%d" % (name, i)} for i in range(count)]


def wait_for(what, condition):
    end = time.monotonic() + 90
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("waited 90 s for " + what + ", in vain")
        time.sleep(0.05)


class SourceTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        builder = SparkSession.builder.appName("test_source")
        remote = os.environ.get("FLUME_REMOTE")
        cls.spark = builder.remote(remote).getOrCreate() if remote else builder.getOrCreate()
        cls.spark.conf.set("spark.sql.shuffle.partitions", "1")

    @classmethod
    def tearDownClass(cls):
        cls.spark.stop()

    def events(self, **options):
        reader = self.spark.readStream.format("flume").option("sinks", SINK)
        for name, value in options.items():
            reader = reader.option(name, value)
        return reader.load()

    def directory(self):
        path = os.path.join(WORK, self.id().rsplit(".", 1)[1])
        shutil.rmtree(path, ignore_errors=True)
        return path

    def start(self, frame, path, mode="append", **trigger):
        """Writes each micro-batch to a directory of its own, from foreachBatch."""

        def save(batch, number):
            name = number if mode == "append" else "all"
            batch.write.mode("overwrite").json("%s/out/%s" % (path, name))

        writer = frame.writeStream.outputMode(mode).foreachBatch(save)
        writer = writer.option("checkpointLocation", path + "/checkpoint")
        writer = writer.trigger(**trigger) if trigger else writer
        end = time.monotonic() + 120
        while True:
            try:
                return writer.start()
            except Exception as e:
                # A Connect server gives the Python of foreachBatch ten seconds to begin, which is
                # not enough on a machine that is very busy.
                if "failed to connect back" not in str(e):
                    raise
                if time.monotonic() > end:
                    self.skipTest("Spark has no time for the Python of foreachBatch: " + str(e))

    @staticmethod
    def written(path):
        rows = []
        for directory, _, files in os.walk(path + "/out"):
            for name in files:
                if name.endswith(".json") and "_temporary" not in directory:
                    with open(os.path.join(directory, name)) as file:
                        rows.extend(json.loads(line) for line in file)
        return rows

    def test_each_event_arrives_once_and_the_progress_tells(self):
        path = self.directory()
        frame = self.events().selectExpr("headers['host'] AS host", "CAST(body AS STRING) AS line")
        query = self.start(frame, path)
        try:
            put(lines("first", 400))
            wait_for("the first events", lambda: len(self.written(path)) >= 400)
            put(lines("second", 300))
            wait_for("the second events", lambda: len(self.written(path)) >= 700)
            wait_for("the progress of both", lambda: self.told(query) >= 700)
            metrics = query.lastProgress["sources"][0]["metrics"]
            self.assertEqual("1", metrics["sinksUp"])
            self.assertTrue(query.isActive)
        finally:
            query.stop()
        self.assertFalse(query.isActive)
        expected = [event["body"] for event in lines("first", 400) + lines("second", 300)]
        self.assertEqual(sorted(expected), sorted(row["line"] for row in self.written(path)))
        self.assertEqual({"first", "second"}, {row["host"] for row in self.written(path)})

    @staticmethod
    def told(query):
        """Of the sources: by way of Connect, a progress itself has no numbers."""
        return sum(
            source["numInputRows"]
            for progress in query.recentProgress
            for source in progress["sources"]
        )

    def test_available_now_reads_what_is_there_night_after_night(self):
        path = self.directory()
        frame = self.events(maxEventsPerTrigger="250").selectExpr("CAST(body AS STRING) AS line")
        expected = []
        for night in ("monday", "tuesday"):
            put(lines(night, 600))
            expected += [event["body"] for event in lines(night, 600)]
            query = (
                frame.writeStream.format("json")
                .option("path", path + "/out")
                .option("checkpointLocation", path + "/checkpoint")
                .trigger(availableNow=True)
                .start()
            )
            self.assertTrue(query.awaitTermination(90))
            self.assertEqual(sorted(expected), sorted(row["line"] for row in self.written(path)))

    def test_bodies_are_parsed_and_event_time_comes_from_a_header(self):
        path = self.directory()
        put(
            [
                {
                    "headers": {"timestamp": str(1767225600000 + 1000 * i)},
                    "body": json.dumps({"user": "u%d" % (i % 3), "amount": i}),
                }
                for i in range(120)
            ]
        )
        frame = self.events().select(
            F.timestamp_millis(F.col("headers")["timestamp"].cast("long")).alias("time"),
            F.from_json(F.col("body").cast("string"), "user STRING, amount INT").alias("order"),
        )
        minutes = (
            frame.withWatermark("time", "1 minute")
            .groupBy(F.window("time", "1 minute"), "order.user")
            .agg(F.sum("order.amount").alias("amount"))
            .select("window.start", "user", "amount")
        )
        query = self.start(minutes, path, mode="complete", availableNow=True)
        self.assertTrue(query.awaitTermination(90))
        rows = self.written(path)
        self.assertEqual(6, len(rows))
        self.assertEqual(sum(range(120)), sum(row["amount"] for row in rows))

    def test_a_wrong_option_is_an_error_that_names_it(self):
        with self.assertRaises(Exception) as raised:
            query = self.start(self.events(batchSiez="10"), self.directory())
            query.awaitTermination(90)
        self.assertIn("batchsiez", str(raised.exception).lower())
        self.assertIn("batchSize", str(raised.exception))


if __name__ == "__main__":
    unittest.main(verbosity=2)
