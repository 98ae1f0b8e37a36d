import Foundation
import GRDB

/// A store of an earlier version that was brought to the present one, with a copy of what it was before.
public struct StoreUpgrade: Sendable, Equatable {
    public let from: Int
    public let to: Int
    /// The copy: a store of the earlier version.
    public let backup: String

    /// Copies that are kept, the newest.
    private static let keptBackups = 2

    /// Takes the backup where the file needs a migration; nil where it does not.
    ///
    /// The copy bears the version that it has. So when a migration breaks off between two versions, the next attempt
    /// does not overwrite the copy of the first.
    ///
    /// - Throws: `StoreOpenError.noBackup`; the file is then as it was.
    static func prepare(_ path: String, maximumPages: Int? = nil) throws -> StoreUpgrade? {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        let applied = try queue.read { try Schema.migrator.appliedIdentifiers($0) }
        try queue.close()
        let known = Schema.migrator.migrations
        guard let from = applied.compactMap(version).max(), known.contains(where: { !applied.contains($0) }) else {
            return nil
        }
        let folder = URL(filePath: path).deletingLastPathComponent().appending(path: "backups").path
        let upgrade = StoreUpgrade(
            from: from, to: known.compactMap(version).max() ?? from, backup: "\(folder)/version-\(from).sqlite")
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw StoreOpenError.noBackup(path, reason: "\(folder) cannot be made")
        }
        do {
            try StoreBackup.copy(path, to: upgrade.backup, maximumPages: maximumPages)
        } catch {
            throw StoreOpenError.noBackup(path, reason: error.reason)
        }
        removeOldBackups(in: folder)
        return upgrade
    }

    /// The number that an identifier begins with.
    private static func version(_ identifier: String) -> Int? {
        identifier.split(separator: ":").first.flatMap { Int($0) }
    }

    private static func removeOldBackups(in folder: String) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let versions = names.compactMap { name in
            name.wholeMatch(of: /version-([0-9]+)\.sqlite/).flatMap { Int($0.1) }
        }
        for version in versions.sorted().dropLast(keptBackups) { unlink("\(folder)/version-\(version).sqlite") }
    }
}
