import Foundation

/// A program that does what would not be worth a library of our own.
struct ExternalTool {
    struct Outcome {
        var status: Int32
        /// What it wrote to its standard error.
        var errors: String
    }

    let name: String
    /// What it is needed for, to complete the sentence "is needed to ...".
    let purpose: String

    /// Runs the program and waits for its end.
    ///
    /// - Parameters:
    ///   - environment: variables that are set besides those of this process.
    ///   - output: where its standard output goes; nowhere if nil.
    /// - Throws: `ModelLibraryError.toolMissing`.
    func run(
        _ arguments: [String], environment: [String: String] = [:], output: FileHandle? = nil
    ) throws -> Outcome {
        let process = Process(), errors = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output ?? .nullDevice
        process.standardError = errors
        do {
            try process.run()
        } catch {
            throw ModelLibraryError.toolMissing(tool: name, purpose: purpose)
        }
        let text = try errors.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        // `env` ends with 127 when there is no such program and with 126 when it may not be run.
        if process.terminationReason == .exit, [126, 127].contains(process.terminationStatus) {
            throw ModelLibraryError.toolMissing(tool: name, purpose: purpose)
        }
        return Outcome(
            status: process.terminationStatus,
            errors: String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
