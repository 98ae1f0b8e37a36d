import Logging
import Synchronization

/// Keeps what is logged at a level or above.
public final class LogLines: Sendable {
    private let level: Logger.Level
    private let lines = Mutex<[String]>([])

    public init(level: Logger.Level = .error) {
        self.level = level
    }

    public var all: [String] { lines.withLock { $0 } }

    public var handler: any LogHandler { Handler(target: self, logLevel: level) }

    public var logger: Logger { Logger(label: "test") { _ in handler } }

    private struct Handler: LogHandler {
        let target: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let line = "\(event.message) \(event.metadata ?? [:])"
            target.lines.withLock { $0.append(line) }
        }
    }
}
