import Figures
import Foundation
import LoadGenerator

extension Report {
    func markdown(of section: Section) -> String {
        let parts =
            switch section {
            case .server: [machineText, targetTable, lookupTable, insertTable, storeTable, jsonTable]
            case .semantic: [machineText, semanticTargetTable, semanticTable]
            }
        return parts.joined(separator: "\n\n") + "\n"
    }

    private var machineText: String {
        """
        \(machine.date), revision \(machine.revision), \(machine.compiler), \(machine.processor) with \
        \(machine.coreCount) cores, \(machine.kernel). Every figure is the median of \(runCount) runs. Server \
        and load generator share the cores. Load average before: \(machine.loadBefore), after: \
        \(machine.loadAfter).
        """
    }

    private static let targetColumns = ["Figure", "Target", "Measured", "Reached"]

    private var targetTable: String {
        var rows: [[String]] = []
        for comparison in lookups where comparison.hit.connections == 64 {
            rows.append(
                row(
                    "Exact hit, \(comparison.api), \(comparison.size), share of the echo's rate",
                    comparison.share, atLeast: LookupBenchmark.target, percent))
        }
        for measurement in inserts where measurement.connections == 64 {
            rows.append(
                row(
                    "Durable inserts per second", measurement.requestsPerSecond,
                    atLeast: InsertBenchmark.target, whole))
        }
        for store in stores {
            rows.append(
                row(
                    "Start to first answer, \(whole(Double(store.entryCount))) entries, \(store.name)",
                    store.secondsToFirstAnswer, atMost: StoreBenchmark.startTarget, seconds))
            rows.append(
                row(
                    "Resident memory per idle entry, \(store.name), besides the vector",
                    store.bytesPerEntry, atMost: StoreBenchmark.memoryTarget, { "\(whole($0)) B" }))
        }
        return table("Targets", Self.targetColumns, rows)
    }

    private func row(
        _ name: String, _ value: Double, atLeast target: Double, _ format: (Double) -> String
    ) -> [String] {
        [name, "≥ " + format(target), format(value), value >= target ? "yes" : "**no**"]
    }

    private func row(
        _ name: String, _ value: Double, atMost target: Double, _ format: (Double) -> String
    ) -> [String] {
        [name, "≤ " + format(target), format(value), value <= target ? "yes" : "**no**"]
    }

    private static let loadColumns = [
        "Connections", "Requests/s", "CPU µs/request", "p50 µs", "p90", "p99", "p99.9", "max",
    ]

    private func loadCells(_ measurement: Measurement) -> [String] {
        let latency = measurement.latency
        return ["\(measurement.connections)", whole(measurement.requestsPerSecond)]
            + [String(format: "%.1f", measurement.processorMicrosecondsPerRequest)]
            + [latency.p50, latency.p90, latency.p99, latency.p999, latency.maximum].map(whole)
    }

    private var lookupTable: String {
        let rows = lookups.flatMap { comparison in
            let name = "\(comparison.api), \(comparison.requestBytes) B"
            return [
                ["Hit: \(name)"] + loadCells(comparison.hit) + [percent(comparison.share)],
                ["Echo of the same body"] + loadCells(comparison.echo) + [""],
            ]
        }
        return table(
            "Exact hits beside an echo", ["Request"] + Self.loadColumns + ["Share of the echo"], rows)
    }

    private var insertTable: String {
        table(
            "Durable inserts of one entry with a vector of 384 components", Self.loadColumns,
            inserts.map(loadCells))
    }

    private var storeTable: String {
        table(
            "A large store",
            [
                "Server", "Entries", "Start to first answer", "Resident, empty store", "Resident, idle",
                "Bytes per entry besides the vector",
            ],
            stores.map { store in
                [
                    store.name, whole(Double(store.entryCount)), seconds(store.secondsToFirstAnswer),
                    megabytes(store.emptyStoreBytes), megabytes(store.residentBytes),
                    whole(store.bytesPerEntry),
                ]
            })
    }

    private var semanticTargetTable: String {
        guard let semantic else { return "Not measured: the default model is not installed." }
        let hits = semantic.hits.map { hits in
            row(
                "Semantic hit, decided by \(hits.decision.rawValue), besides the embedding, p50", hits.overhead,
                atMost: SemanticBenchmark.overheadTarget, microseconds)
        }
        let start = row(
            "Start to first semantic answer, \(whole(Double(semantic.entryCount))) entries", semantic.start.seconds,
            atMost: SemanticBenchmark.startTarget, seconds)
        return table("Targets", Self.targetColumns, hits + [start])
    }

    private var semanticTable: String {
        guard let semantic else { return "" }
        let hits = table(
            "Semantic hits among \(whole(Double(semantic.entryCount))) entries, default model, 30 tokens",
            ["Decided by"] + Self.loadColumns + [
                "Embedding alone, p50", "Difference", "Embedding alone, CPU", "Difference",
            ],
            semantic.hits.map { hits in
                [hits.decision.rawValue] + loadCells(hits.measurement)
                    + [
                        hits.embedding, hits.overhead, hits.embeddingProcessor, hits.processorOverhead,
                    ].map(whole)
            })
        let start = semantic.start
        return hits + """


            After a start the first semantic answer comes in \(seconds(start.seconds)). A lookup of another tenant \
            sent meanwhile takes \(seconds(start.otherTenantSeconds)), the next of the same tenant \
            \(seconds(start.nextSeconds)).
            """
    }

    private var jsonTable: String {
        table(
            "JSON of one request, nanoseconds",
            ["Body", "JSONValue, read", "JSONDecoder", "JSONValue, write", "JSONEncoder"],
            json.map { result in
                ["\(result.byteCount) B"]
                    + [result.decode, result.foundationDecode, result.encode, result.foundationEncode]
                    .map(whole)
            })
    }

    private func table(_ title: String, _ columns: [String], _ rows: [[String]]) -> String {
        let lines = [columns, columns.map { _ in "---" }] + rows
        return "#### \(title)\n\n"
            + lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
    }

    private func whole(_ value: Double) -> String {
        value.rounded().formatted(.number.locale(Locale(identifier: "en_US")))
    }

    private func percent(_ value: Double) -> String { String(format: "%.0f %%", value * 100) }
    private func seconds(_ value: Double) -> String { String(format: "%.2f s", value) }
    private func microseconds(_ value: Double) -> String { whole(value) + " µs" }
    private func megabytes(_ bytes: Int) -> String { String(format: "%.1f MB", Double(bytes) / 1e6) }
}
