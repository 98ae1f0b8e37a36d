import CacheCore
import DequeModule
import Foundation
import Service

/// Imports a source into a cache: several batches at once, reported in the source's order.
///
/// The place up to which everything is done is kept in the cache itself, not beside the file: a cache that is new, or
/// was emptied, knows of no earlier import. It never runs ahead of the entries. So after a break a few batches are
/// stored a second time at most, and since an entry is stored once for each request, that changes nothing.
struct ImportRun {
    let access: any CacheAccess
    let settings: LineImport
    let workers: Int
    /// Nil for a source that cannot be gone on with.
    let identity: Digest?
    /// Hears of every line that was refused, in their order.
    let onRejection: (LineImport.Rejection, inout TransferProgress) throws -> Void

    private static let checkpointInterval = Duration.seconds(1)

    /// - Parameter goesOn: whether it begins where a broken run stopped.
    /// - Returns: what became of the lines of this run, and how many an earlier one had refused.
    func run(
        _ source: inout some ImportSource, goesOn: Bool
    ) async throws -> (report: LineImport.Report, resumedAt: ImportCheckpoint?) {
        let resumed = goesOn ? try await checkpoint() : nil
        if let resumed { try source.skip(to: resumed) }
        var state = State(
            place: resumed?.position ?? 0, line: resumed?.line ?? 0, rejectedBefore: resumed?.rejected ?? 0,
            progress: TransferProgress(title: "Importing", total: source.total, start: resumed?.position ?? 0))
        do {
            try await importAll(&source, state: &state)
        } catch {
            state.progress.clear()
            // What is done need not be done again. The error that broke the run is the one to show.
            try? await save(state)
            throw error
        }
        state.progress.finish(place: state.place, rows: state.report.rowCount)
        if let identity, !settings.isDryRun {
            // The next run of the same file begins anew.
            try await access.saveImportCheckpoint(
                ImportCheckpoint(source: identity, position: 0, line: 0, rejected: 0))
        }
        return (state.report, resumed)
    }

    private struct State {
        var place: Int64
        var line: Int64
        let rejectedBefore: Int64
        var progress: TransferProgress
        var report = LineImport.Report()
        var savedAt = ContinuousClock.now
    }

    /// Batches are begun and taken in the source's order; up to `workers` are under way.
    private func importAll(_ source: inout some ImportSource, state: inout State) async throws {
        let worker = BatchImport(access: access, settings: settings)
        var running: Deque<(batch: ImportBatch, report: Task<LineImport.Report, any Error>)> = []
        defer { running.forEach { $0.report.cancel() } }
        while true {
            while running.count < workers, let batch = try source.nextBatch() {
                running.append((batch, Task { try await worker.store(batch) }))
            }
            guard let (batch, report) = running.popFirst() else { return }
            try take(batch, try await report.value, into: &state)
            if ContinuousClock.now - state.savedAt > Self.checkpointInterval {
                try await save(state)
                state.savedAt = .now
            }
        }
    }

    private func take(_ batch: ImportBatch, _ report: LineImport.Report, into state: inout State) throws {
        state.place = batch.end
        state.line = batch.lastLine
        state.report += report
        for rejection in report.rejected { try onRejection(rejection, &state.progress) }
        state.progress.update(place: state.place, rows: state.report.rowCount)
    }

    private func checkpoint() async throws -> ImportCheckpoint? {
        guard let identity, !settings.isDryRun, let stored = try await access.importCheckpoint(of: identity),
            stored.position > 0
        else { return nil }
        return stored
    }

    private func save(_ state: State) async throws {
        guard let identity, !settings.isDryRun, state.place > 0 else { return }
        try await access.saveImportCheckpoint(
            ImportCheckpoint(
                source: identity, position: state.place, line: state.line,
                rejected: state.rejectedBefore + Int64(state.report.rejected.count)))
    }
}

/// Stores one batch.
private struct BatchImport: Sendable {
    let access: any CacheAccess
    let settings: LineImport

    private static let longestWait = Duration.seconds(60)

    /// The rejections have the numbers of the source's lines.
    func store(_ batch: ImportBatch) async throws -> LineImport.Report {
        var report = LineImport.Report()
        if !batch.numbers.isEmpty {
            do {
                report = try await patiently { try await access.importLines(batch.lines, by: settings) }
                for position in report.rejected.indices {
                    let line = report.rejected[position].line
                    report.rejected[position].line = Int(batch.numbers[line - 1])
                }
            } catch let problem as ServerProblem where problem.status == 413 {
                guard batch.numbers.count > 1 else {
                    return .init(rejecting: Int(batch.numbers[0]), reason: problem.detail)
                }
                for half in batch.halves { report += try await store(half) }
                return report
            }
        }
        report.rejected = (report.rejected + batch.rejected).sorted { $0.line < $1.line }
        return report
    }

    /// Waits while the cache is busy.
    private func patiently<Value>(_ body: () async throws -> Value) async throws -> Value {
        let begun = ContinuousClock.now
        var wait = Duration.milliseconds(50)
        while true {
            do {
                return try await body()
            } catch let problem as ServerProblem
                where problem.status == 503 && ContinuousClock.now - begun < Self.longestWait
            {
                try await Task.sleep(for: wait)
                wait = min(wait * 2, .seconds(5))
            }
        }
    }
}

extension LineImport.Report {
    init(rejecting line: Int, reason: String) {
        self.init()
        rejected = [LineImport.Rejection(line: line, reason: reason)]
    }

    /// Lines that had any fate.
    var rowCount: Int { created + replaced + existing + expired + valid + rejected.count }
}
