import CacheCore
import CoreMetrics
import HTTPTypes
import Service
import Testing

@Suite("Operations")
struct OperationsTests {
    @Test("is live always, ready while the store answers")
    func health() async throws {
        let server = try await TestServer()
        #expect(try await server.send(.get, "/health/live").status == .ok)
        #expect(try await server.send(.get, "/health/ready").status == .ok)
        await server.cache.close()
        #expect(try await server.send(.get, "/health/live").status == .ok)
        #expect(try await server.send(.get, "/health/ready").status == .serviceUnavailable)
    }

    @Test("reports requests, hits by tier, misses by reason, times, queues and sizes")
    func metrics() async throws {
        let server = try await TestServer()
        let body = #"{"type":"query","scope":{"model":"m"},"query":[{"content":"x"}]}"#
        _ = try await server.send(.post, "/modelcache", body: body)
        let reply = try await server.send(.get, "/metrics")
        #expect(reply.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        let lines = reply.text.split(separator: "\n").map(String.init)
        for expected in [
            #"modelcache_misses_total{reason="no_entry"} 1"#, #"modelcache_hits_total{tier="exact"} 0"#,
            #"modelcache_http_requests_total{route="/modelcache",method="POST",status="200"} 1"#,
            #"modelcache_lookup_seconds_count{result="miss"} 1"#,
            #"modelcache_lookup_seconds_bucket{result="miss",le="+Inf"} 1"#, "modelcache_entries 0.0",
            "modelcache_write_queue 0.0", "modelcache_store_bytes 0.0",
            "# TYPE modelcache_lookup_seconds histogram", "# TYPE modelcache_misses_total counter",
        ] {
            #expect(lines.contains(expected), "\(expected)")
        }
        #expect(lines.contains { $0.hasPrefix("modelcache_journal_queue ") })
        #expect(lines.filter { $0.hasPrefix("# TYPE modelcache_hits_total") }.count == 1)
        #expect(lines.contains { $0.hasPrefix("# HELP modelcache_hits_total ") })
    }

    @Test("every metric has a description")
    func descriptions() async throws {
        let server = try await TestServer()
        _ = try await server.send(.get, "/welcome")
        let text = try await server.send(.get, "/metrics").text
        for line in text.split(separator: "\n") where line.hasPrefix("# TYPE ") {
            let name = String(line.split(separator: " ")[2])
            #expect(metricDescriptions[name] != nil, "\(name)")
        }
    }

    @Test("passes a request's id on, or gives it one")
    func requestID() async throws {
        let server = try await TestServer()
        let header = HTTPField.Name("X-Request-Id")!
        let given = try await server.send(.get, "/welcome", headers: [header: "abc-1"])
        #expect(given.headers[header] == "abc-1")
        for unfit in ["", "a b", String(repeating: "x", count: 200)] {
            let made = try await server.send(.get, "/welcome", headers: [header: unfit])
            #expect(made.headers[header]?.isEmpty == false)
            #expect(made.headers[header] != unfit)
        }
    }

    @Test("escapes labels and names for Prometheus")
    func prometheusEscaping() {
        let registry = PrometheusRegistry()
        registry.makeCounter(label: "a.b-c", dimensions: [("x", "1\"2\\3\n4")]).increment(by: 3)
        registry.makeMeter(label: "1st", dimensions: []).set(Double.infinity)
        let text = registry.exposition()
        #expect(text.contains(#"a_b_c{x="1\"2\\3\n4"} 3"#))
        #expect(text.contains("_1st +Inf"))
    }

    @Test("fills histograms cumulatively")
    func histogram() {
        let registry = PrometheusRegistry()
        let timer = registry.makeTimer(label: "t", dimensions: [])
        for milliseconds in [0.005, 0.3, 20_000] as [Double] {
            timer.recordNanoseconds(Int64(milliseconds * 1e6))
        }
        let text = registry.exposition()
        #expect(text.contains(#"t_bucket{le="1e-05"} 1"#))
        #expect(text.contains(#"t_bucket{le="0.0005"} 2"#))
        #expect(text.contains(#"t_bucket{le="10.0"} 2"#))
        #expect(text.contains(#"t_bucket{le="+Inf"} 3"#))
        #expect(text.contains("t_count 3"))
    }

    @Test("bounds the number of series")
    func boundsSeries() {
        let registry = PrometheusRegistry()
        for number in 0..<12_000 {
            registry.makeCounter(label: "c", dimensions: [("n", "\(number)")]).increment(by: 1)
        }
        #expect(registry.exposition().contains("modelcache_metrics_dropped_series 2000"))
    }
}
