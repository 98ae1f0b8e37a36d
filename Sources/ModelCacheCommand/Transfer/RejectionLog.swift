import CanonicalJSON
import Foundation
import Service

/// Reports lines that could not be imported: some of them on standard error, all of them in a file if there is one.
final class RejectionLog {
    private let file: FileHandle?
    private let shownCount: Int
    private let source: String
    private var count = 0

    /// - Parameter file: is made anew.
    init(file path: String?, shownCount: Int, source: String) throws {
        self.shownCount = shownCount
        self.source = source
        guard let path else {
            file = nil
            return
        }
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let file = FileHandle(forWritingAtPath: path)
        else { throw Failure("\(path) cannot be written.") }
        self.file = file
    }

    func note(_ rejection: LineImport.Rejection, progress: inout TransferProgress) throws {
        count += 1
        if count <= shownCount {
            progress.clear()
            Output.remark("\(source):\(rejection.line): \(rejection.reason)")
        }
        let line: JSONValue = ["line": JSONValue(rejection.line), "reason": .string(rejection.reason)]
        try file?.write(contentsOf: Data(line.encoded + [UInt8(ascii: "\n")]))
    }

    /// Says how many were not shown.
    func finish() throws {
        if count > shownCount { Output.remark("... and \(count - shownCount) more broken lines.") }
        try file?.close()
    }
}
