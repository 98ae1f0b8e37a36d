import ArgumentParser
import Foundation

/// Lets clients work on a server that meets with trouble, and looks whether it keeps its promises.
///
/// The exit status is 1 when something acknowledged was lost or came back, an answer went to another tenant, a request
/// failed without a reason, or memory or descriptors grew.
@main
struct Soak: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run a server under load with kills, a full and a slow disk, a jumping clock and hostile clients.")

    @Option(help: "How long to run; at least 60.")
    var seconds = 600

    @Option(help: "The server: a built modelcache.")
    var server: String

    @Option(help: "The library with the faults.")
    var faults: String

    @Option(help: "Folder for the data, removed after a run that passed.")
    var folder: String

    @Option(help: "semantic needs an installed model; exact does not.")
    var mode = "semantic"

    @Option(help: "Where the same seed gives the same requests.")
    var seed: UInt64 = 1

    @Option(help: "What the sources are called: a commit.")
    var revision = "unknown"

    @Option(help: "JSON file for the results.")
    var results: String?

    @Option(help: "Markdown file whose section between the marks is replaced.")
    var document: String?

    private static let clientCount = 8
    private static let tenantCount = 16

    func run() throws {
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let server = try Server(binary: self.server, library: faults, folder: folder, mode: mode)
        try server.start()
        let ledger = Ledger(port: server.port)
        let hostile = HostileClient(ledger: ledger, seed: seed)
        let clients = startClients(ledger) + [start { hostile.run() }]
        var course = Course(schedule: FaultSchedule(duration: Double(seconds)), server: server, ledger: ledger)
        try course.run()
        ledger.end()
        for client in clients { client.wait() }
        hostile.checkNothingStored()
        let report = SoakReport(
            date: Date().formatted(.iso8601.year().month().day()), revision: revision, mode: mode, seconds: seconds,
            killCount: course.killCount, slowestStart: course.slowestStart, stoppedCleanly: server.stop(),
            counts: ledger.counts, resources: course.trend.summary)
        try finish(report)
    }

    private func finish(_ report: SoakReport) throws {
        print("\n" + report.markdown)
        for line in report.counts.violations + report.counts.surprises { print("! " + line) }
        if let results { try report.write(json: results) }
        if let document { try report.write(into: document) }
        guard report.isCorrect else {
            print("FAILED; the data and the server's log are in \(folder)")
            throw ExitCode.failure
        }
        try FileManager.default.removeItem(atPath: folder)
    }

    private func startClients(_ ledger: Ledger) -> [DispatchSemaphore] {
        (0..<Self.clientCount).map { number in
            let tenants = Array(stride(from: number, to: Self.tenantCount, by: Self.clientCount))
            let seed = seed &* 1_000 &+ UInt64(number)
            return start {
                TenantClient(tenants: tenants, of: Self.tenantCount, ledger: ledger, seed: seed).run()
            }
        }
    }

    /// Runs blocking work on a thread of its own; the semaphore tells its end.
    private func start(_ work: @escaping () -> Void) -> DispatchSemaphore {
        let isDone = DispatchSemaphore(value: 0)
        // The client is made or used on that thread alone until the semaphore is signalled.
        nonisolated(unsafe) let work = work
        Thread {
            work()
            isDone.signal()
        }.start()
        return isDone
    }
}
