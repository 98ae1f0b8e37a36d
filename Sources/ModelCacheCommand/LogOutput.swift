import CanonicalJSON
import Foundation
import Logging
import ModelCache

/// How log lines are written: to standard error, as text or as one JSON object a line.
enum LogOutput {
    static func bootstrap(_ configuration: Configuration) -> Logger {
        let level = Logger.Level(rawValue: configuration.logLevel) ?? .info
        let isJSON = configuration.logFormat == "json"
        LoggingSystem.bootstrap { label in
            var handler: any LogHandler =
                isJSON
                ? JSONLogHandler(label: label) : StreamLogHandler.standardError(label: label)
            handler.logLevel = level
            return handler
        }
        return Logger(label: "modelcache")
    }
}

/// Writes each line as a JSON object with `time`, `level`, `logger`, `message` and the metadata.
struct JSONLogHandler: LogHandler {
    let label: String
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]

    init(label: String) {
        self.label = label
    }

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = JSONObject()
        line["time"] = .string(Timestamp.now.iso8601)
        line["level"] = .string(event.level.rawValue)
        line["logger"] = .string(label)
        line["message"] = .string(event.message.description)
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            line[key] = .string(value.description)
        }
        let bytes = JSONValue.object(line).encoded + [UInt8(ascii: "\n")]
        // One write, so that lines of different threads do not mix.
        bytes.withUnsafeBytes { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
