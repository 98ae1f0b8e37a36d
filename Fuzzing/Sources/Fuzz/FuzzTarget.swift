import Foundation

/// Something that reads bytes of strangers. It may refuse them with an error, and nothing else: a trap, an access out of
/// bounds, too much memory or time ends the run.
struct FuzzTarget: Sendable {
    let name: String
    /// Bytes of an input.
    let maximumLength: Int
    /// A file in `Dictionaries` with words that the inputs are likely to hold.
    let dictionary: String?
    let run: @Sendable ([UInt8]) -> Void

    init(
        _ name: String, upTo maximumLength: Int, dictionary: String? = nil,
        run: @escaping @Sendable ([UInt8]) throws -> Void
    ) {
        self.name = name
        self.maximumLength = maximumLength
        self.dictionary = dictionary
        self.run = { bytes in
            // An error is how a reader says no.
            _ = try? run(bytes)
        }
    }

    static var all: [FuzzTarget] { requests + texts + tokenizers + modelFiles + storedState }
}

/// What must hold of what a target read; false ends the run like a trap.
func demand(_ condition: Bool, _ message: String) {
    if !condition { fatalError(message) }
}

/// The first byte, which chooses between the readers of a target, and the rest.
func split(_ bytes: [UInt8]) -> (choice: Int, rest: [UInt8]) {
    (Int(bytes.first ?? 0), Array(bytes.dropFirst()))
}

/// A file with these bytes, for readers that take a path; in memory, and gone afterwards.
func withFile<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
    let path = scratchPath
    try Data(bytes).write(to: URL(filePath: path))
    defer { unlink(path) }
    return try body(path)
}

/// One for each process, so that runs beside each other do not meet.
private let scratchPath: String = {
    let folder = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
    return folder + "/modelcache-fuzz-\(getpid())"
}()
