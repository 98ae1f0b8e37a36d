import ArgumentParser
import CacheCore
import CanonicalJSON
import Foundation
import Service
import Storage

/// `modelcache import`
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take in entries from a file, or from another cache.",
        discussion: """
            modelcache import entries.jsonl           what 'modelcache export' wrote; also .gz, and - for standard input
            modelcache import --from modelcache data.db       the SQLite file of the original ModelCache
            modelcache import --from gptcache FOLDER --tenant demo      the data folder of GPTCache
            Lines that are broken are reported and left out; the exit status is then 1. A run that was interrupted goes \
            on where it stopped when the same file is imported again. docs/transfer.md describes the lines.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case lines
        case modelcache
        case gptcache
    }

    @Argument(help: "JSON Lines file, plain or compressed by gzip (- for standard input), or another program's cache.")
    var source: String

    @Option(help: "What the source is.")
    var from = Format.lines

    @Option(help: "Import everything into this tenant; needed for GPTCache, which knows none.")
    var tenant: String?

    @Option(help: "Batches that are worked on at once.")
    var workers: Int?

    @Flag(help: "Leave prompts alone that are stored already.")
    var ifAbsent = false

    @Flag(help: "Replace what is stored already, also when it was written later.")
    var overwrite = false

    @Flag(help: "Take vectors that do not say which model made them for the model's in use.")
    var trustVectors = false

    @Flag(help: "Only read the file and report broken lines.")
    var dryRun = false

    @Flag(help: "Begin at the beginning, also when an earlier run was interrupted.")
    var restart = false

    @Option(help: "Write all broken lines, with their reasons, to this JSON Lines file.")
    var rejects: String?

    @Option(help: "Broken lines that are shown.")
    var showRejects = 20

    @OptionGroup var access: AccessOptions

    func validate() throws {
        guard !ifAbsent || !overwrite else { throw ValidationError("Give --if-absent or --overwrite, not both.") }
        guard workers.map({ (1...64).contains($0) }) ?? true else {
            throw ValidationError("--workers must be from 1 to 64.")
        }
        guard from != .gptcache || tenant != nil else {
            throw ValidationError("GPTCache knows no tenants; give the one to import into: --tenant NAME.")
        }
        guard tenant.map({ !$0.isEmpty }) ?? true else { throw ValidationError("--tenant must not be empty.") }
    }

    func run() async throws {
        switch from {
        case .lines:
            var lines = try LineSource(path: source)
            try await run(&lines)
        case .modelcache:
            var rows = ForeignSource(try opened { try OriginalModelCacheFile(source) }, tenant: tenant)
            try await run(&rows)
        case .gptcache:
            var rows = ForeignSource(try opened { try GPTCacheFolder(source) }, tenant: tenant)
            try await run(&rows)
        }
    }

    private func opened<Cache: ForeignCache>(_ open: () throws -> Cache) throws -> Cache {
        do {
            return try open()
        } catch {
            throw Failure("\(error)")
        }
    }

    private func run(_ source: inout some ImportSource) async throws {
        let rejections = try RejectionLog(file: rejects, shownCount: showRejects, source: self.source)
        let (report, resumed) = try await access.withCache(makingStore: true) { cache in
            let run = ImportRun(
                access: cache, settings: settings, workers: workers ?? Self.standardWorkers,
                identity: source.identity.map { Digest(of: "\(identityPrefix) \($0)") },
                onRejection: { try rejections.note($0, progress: &$1) })
            return try await run.run(&source, goesOn: !restart)
        }
        try rejections.finish()
        try show(report, resumedAt: resumed)
    }

    private func show(_ report: LineImport.Report, resumedAt resumed: ImportCheckpoint?) throws {
        let rejectedBefore = Int(resumed?.rejected ?? 0)
        if let resumed { Output.remark("Went on after line \(resumed.line), where an earlier run had stopped.") }
        if access.json {
            Output.write(report.summary(rejectedBefore: rejectedBefore))
        } else {
            Output.write(report.text(isDryRun: dryRun, rejectedBefore: rejectedBefore))
        }
        guard report.rejected.count + rejectedBefore == 0 else { throw ExitCode.failure }
    }

    /// As many as keep the encoder's threads and the store's writer busy while others read and wait for a commit.
    private static let standardWorkers = min(64, 8 * ProcessInfo.processInfo.activeProcessorCount)

    private var settings: LineImport {
        var settings = LineImport()
        settings.tenant = tenant
        settings.mode = ifAbsent ? .ifAbsent : overwrite ? .replace : .ifNewer
        settings.trustsVectors = trustVectors
        settings.isDryRun = dryRun
        return settings
    }

    /// Another way to import the same file is another import.
    private var identityPrefix: String { "modelcache import 1 \(settings.mode.name) \(trustVectors) \(tenant ?? "")" }
}

extension LineImport.Report {
    fileprivate func summary(rejectedBefore: Int) -> JSONValue {
        guard case .object(var object) = json else { return json }
        object["rejected"] = JSONValue(rejected.count + rejectedBefore)
        return .object(object)
    }

    fileprivate func text(isDryRun: Bool, rejectedBefore: Int) -> String {
        let counts =
            isDryRun
            ? [(valid, "valid")]
            : [(created, "created"), (replaced, "replaced"), (existing, "kept as they were"), (expired, "expired")]
        let shown = counts.enumerated().filter { $0.offset == 0 || $0.element.0 > 0 }
            .map { "\($0.element.0) \($0.element.1)" }
        return (shown + ["\(rejected.count + rejectedBefore) broken"]).joined(separator: ", ")
    }
}
