import ArgumentParser
import CanonicalJSON
import Foundation
import ModelCache
import Storage

/// `modelcache backup`
struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy the store, also while a server works on it.",
        discussion: """
            modelcache backup /backups/today --data data
            The copy is the store as it was at one moment: whole, checked, and on the disk when the command ends. It is \
            a data folder of its own: 'modelcache serve --data /backups/today' serves it.
            """)

    @Argument(help: "The folder to copy into; is made if need be, and must not hold a store.")
    var destination: String

    @Option(help: "The data folder (default: the setting data.folder).")
    var data: String?

    @Flag(help: "Write JSON for programs.")
    var json = false

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        let folder = try data ?? options.load().0.dataFolder
        let copy: String
        do {
            copy = try StoreBackup.copyStore(of: folder, to: destination)
        } catch {
            throw Failure("\(error)")
        }
        let size = (try? FileManager.default.attributesOfItem(atPath: copy)[.size] as? Int64) ?? 0
        if json {
            Output.write(["backup": .string(copy), "bytes": JSONValue(size)])
        } else {
            Output.write("\(copy), \(size) bytes")
        }
    }
}
