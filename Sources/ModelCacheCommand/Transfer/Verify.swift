import ArgumentParser
import CacheCore
import CanonicalJSON
import Foundation
import Logging
import ModelCache
import Storage

/// `modelcache verify`
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check that store, index and keys agree; repair them.",
        discussion: """
            Works on a data folder that no server uses, or on a backup. Exit status: 0 when all is sound or was \
            repaired, 1 otherwise. A repair takes a backup first, and says where it is.
            """)

    @Flag(help: "Mend what was found.")
    var repair = false

    @Option(help: "The data folder (default: the setting data.folder).")
    var data: String?

    @Flag(help: "Write JSON for programs.")
    var json = false

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        var (configuration, _) = try options.load()
        let folder = data ?? configuration.dataFolder
        guard FileManager.default.fileExists(atPath: folder + "/" + SemanticCache.storeFileName) else {
            throw Failure("There is no store in \(folder).")
        }
        configuration.refilesEntries = false
        var findings = try await checkStore(of: folder, configuration)
        var backup: String?
        let isDamaged = findings.contains { !$0.kind.isRepairable }
        if repair, !findings.isEmpty {
            backup = try takeBackup(of: folder, isDamaged: isDamaged)
            if backup != nil { findings = try await mend(folder, configuration) }
        }
        let isMended = backup != nil && !isDamaged
        // A store that is not sound may not even open.
        let agreement = findings.isEmpty || isMended ? try await checkMemory(of: folder, configuration) : nil
        report(findings, backup: backup, agreement: agreement)
        guard findings.isEmpty || isMended, agreement?.isSound ?? false else { throw ExitCode.failure }
    }

    private func checkStore(of folder: String, _ configuration: Configuration) async throws -> [StoreFinding] {
        try await withStore(folder) { store in
            try await store.verify(rules: { configuration.policy[$0].rules })
        }
    }

    private func mend(_ folder: String, _ configuration: Configuration) async throws -> [StoreFinding] {
        try await withStore(folder) { store in
            try await store.repair(rules: { configuration.policy[$0].rules })
        }
    }

    private func withStore<Value: Sendable>(
        _ folder: String, _ body: (SQLiteEntryStore) async throws -> Value
    ) async throws -> Value {
        do {
            let store = try SQLiteEntryStore(folder: folder, purpose: "modelcache verify")
            do {
                let value = try await body(store)
                await store.close()
                return value
            } catch {
                await store.close()
                throw error
            }
        } catch {
            throw Failure("The store in \(folder) cannot be checked: \(error)")
        }
    }

    /// Nil when the damage is such that not even a copy can be made.
    private func takeBackup(of folder: String, isDamaged: Bool) throws -> String? {
        let target = "\(folder)/backups/before-repair.sqlite"
        do {
            try FileManager.default.createDirectory(
                atPath: folder + "/backups", withIntermediateDirectories: true)
            try StoreBackup.copy(
                folder + "/" + SemanticCache.storeFileName, to: target, checksCopy: false)
            return target
        } catch {
            Output.remark("Nothing was repaired: \(error)")
            return nil
        }
    }

    /// Opens the cache as a server would, and embeds what has no vector.
    private func checkMemory(of folder: String, _ configuration: Configuration) async throws -> MemoryAgreement {
        var logger = Logger(label: "modelcache")
        logger.logLevel = .error
        do {
            let cache = try await SemanticCache.open(
                at: folder, configuration: configuration, purpose: "modelcache verify", logger: logger)
            if repair {
                try await cache.startMigration()
                await cache.finishMigration()
            }
            let agreement = try await cache.checkMemory()
            await cache.close()
            return agreement
        } catch {
            throw Failure("The cache in \(folder) cannot be opened: \(error)")
        }
    }

    private func report(_ findings: [StoreFinding], backup: String?, agreement: MemoryAgreement?) {
        guard !json else {
            return Output.write(json(findings, backup: backup, agreement: agreement))
        }
        for finding in findings { Output.write(text(finding, isMended: backup != nil)) }
        if let backup { Output.write("The store as it was before: \(backup)") }
        if let agreement { Output.write(agreement.text) }
    }

    private func text(_ finding: StoreFinding, isMended: Bool) -> String {
        var text = "\(finding.count) \(finding.kind.description)"
        if !finding.examples.isEmpty {
            let more = finding.count > finding.examples.count ? " ..." : ""
            text += " (ids \(finding.examples.map(String.init).joined(separator: ", "))\(more))"
        }
        if let detail = finding.detail { text += ": \(detail)" }
        let isHint = !isMended && finding.kind.isRepairable
        return text + (isHint ? "; --repair: " : "; ") + finding.kind.remedy
    }

    private func json(
        _ findings: [StoreFinding], backup: String?, agreement: MemoryAgreement?
    ) -> JSONValue {
        [
            "findings": .array(
                findings.map { finding in
                    [
                        "kind": .string(finding.kind.rawValue), "count": JSONValue(finding.count),
                        "examples": .array(finding.examples.map { JSONValue($0) }),
                        "repaired": .bool(backup != nil && finding.kind.isRepairable),
                    ]
                }),
            "backup": backup.map(JSONValue.string) ?? .null,
            "entries": agreement.map { JSONValue($0.entryCount) } ?? .null,
            "sound": .bool((findings.isEmpty || backup != nil) && (agreement?.isSound ?? false)),
        ]
    }
}

extension MemoryAgreement {
    fileprivate var text: String {
        isSound
            ? "Sound: \(entryCount) entries, \(keysChecked) found by their request, \(vectorsChecked) by their vector"
            : "Memory does not agree with the store: \(keyCount) keys for \(entryCount) entries; of \(keysChecked) "
                + "requests \(keysMissing) are not found, of \(vectorsChecked) vectors \(vectorsMissing)"
    }
}
