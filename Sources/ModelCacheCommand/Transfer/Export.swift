import ArgumentParser
import CanonicalJSON
import Foundation
import Service

/// `modelcache export`
struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write entries to a file, one a line.",
        discussion: """
            modelcache export entries.jsonl              all tenants
            modelcache export - --tenant demo | gzip     one of them, to standard output
            The file is complete or not there: it gets its name at the end. docs/transfer.md describes the lines.
            """)

    @Argument(help: "The file to write; - for standard output.")
    var destination: String

    @Option(help: "Only the entries of this tenant.")
    var tenant: String?

    @Flag(help: "With the vectors, so that an import need not compute them again.")
    var vectors = false

    @Flag(help: "Overwrite a file that is there.")
    var force = false

    @OptionGroup var access: AccessOptions

    func run() async throws {
        let output = try ExportFile(destination, mayReplace: force)
        let settings = LineExport(tenant: tenant, withVectors: vectors)
        var progress = TransferProgress(title: "Exporting", total: nil)
        var count = 0
        do {
            count = try await access.withCache { cache in
                var count = 0
                try await cache.exportLines(settings) { lines in
                    try output.write(lines)
                    count += lines.count { $0 == UInt8(ascii: "\n") }
                    progress.update(place: 0, rows: count)
                }
                return count
            }
            try output.finish()
        } catch {
            progress.clear()
            output.discard()
            throw error
        }
        progress.finish(place: 0, rows: count)
        if destination != "-" {
            if access.json {
                Output.write(["exported": JSONValue(count)])
            } else {
                Output.write("\(count) exported")
            }
        }
    }
}

/// A file that gets its name when it is complete and on the disk, or standard output.
private struct ExportFile {
    private let path: String
    private let partial: String
    private let file: FileHandle

    init(_ path: String, mayReplace: Bool) throws {
        self.path = path
        partial = path + ".partial"
        guard path != "-" else {
            file = .standardOutput
            return
        }
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        guard !isFolder.boolValue else { throw Failure("\(path) is a folder.") }
        guard !exists || mayReplace else { throw Failure("There is a file \(path) already; --force overwrites it.") }
        guard FileManager.default.createFile(atPath: partial, contents: nil),
            let file = FileHandle(forWritingAtPath: partial)
        else { throw Failure("\(partial) cannot be written.") }
        self.file = file
    }

    func write(_ bytes: [UInt8]) throws {
        do {
            try file.write(contentsOf: bytes)
        } catch {
            throw Failure("\(path) cannot be written: \(error.localizedDescription)")
        }
    }

    func finish() throws {
        guard path != "-" else { return }
        do {
            try file.synchronize()
            try file.close()
        } catch {
            throw Failure("\(path) cannot be written: \(error.localizedDescription)")
        }
        guard rename(partial, path) == 0 else {
            throw Failure("\(path) cannot be written: \(String(cString: strerror(errno)))")
        }
    }

    func discard() {
        if path != "-" { try? FileManager.default.removeItem(atPath: partial) }
    }
}
