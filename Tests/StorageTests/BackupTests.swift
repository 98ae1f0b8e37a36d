import CacheCore
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Storage

@Suite("Backups of a store")
struct BackupTests {
    private let folder = TemporaryFolder()

    private func entry(_ prompt: String) -> NewEntry {
        NewEntry(request: CacheRequest(tenant: "t", prompt: prompt), answer: String(repeating: prompt, count: 200))
    }

    private func path(_ folder: TemporaryFolder) -> String { folder.path + "/" + SQLiteEntryStore.fileName }

    @Test("a copy that is made while others write is a whole store of one moment")
    func copyWhileWriting() async throws {
        let store = try SQLiteEntryStore(folder: folder.path, purpose: "a test")
        try await store.attach(RecordingObserver()) { _ in }
        let writing = Task {
            for number in 0..<2_000 where !Task.isCancelled {
                // Two at once: a copy has both or none.
                _ = try await store.insert(
                    [entry("\(number) a"), entry("\(number) b")], mode: .replace, at: Timestamp.now)
            }
        }
        for round in 0..<5 {
            try await Task.sleep(for: .milliseconds(20))
            let target = TemporaryFolder()
            let file = try StoreBackup.copyStore(of: folder.path, to: target.path + "/copy \(round)")
            let copy = try SQLiteEntryStore(folder: target.path + "/copy \(round)", purpose: "a test")
            #expect(file == target.path + "/copy \(round)/" + SQLiteEntryStore.fileName)
            #expect(try await copy.verify(rules: { _ in PartitionRules() }).isEmpty)
            #expect(try await copy.size().entryCount.isMultiple(of: 2))
            await copy.close()
        }
        writing.cancel()
        _ = try? await writing.value
        await store.close()
    }

    @Test("a copy is refused where there is a store already, or none to copy")
    func refused() async throws {
        let store = try SQLiteEntryStore(folder: folder.path, purpose: "a test")
        await store.close()
        let other = TemporaryFolder()
        #expect(throws: StoreBackupError(destination: folder.path, reason: "there is a store in it already")) {
            try StoreBackup.copyStore(of: folder.path, to: folder.path)
        }
        #expect(throws: StoreBackupError.self) { try StoreBackup.copyStore(of: other.path, to: other.path + "/x") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: other.path).isEmpty)
    }

    @Test("a copy for which there is no room leaves nothing behind")
    func fullDisk() async throws {
        let store = try SQLiteEntryStore(folder: folder.path, purpose: "a test")
        await store.close()
        let other = TemporaryFolder()
        #expect(throws: StoreBackupError(destination: other.path + "/copy", reason: "no space is left")) {
            try StoreBackup.copy(path(folder), to: other.path + "/copy", maximumPages: 3)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: other.path).isEmpty)
    }
}
