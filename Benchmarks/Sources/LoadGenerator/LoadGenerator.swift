import NIOCore
import NIOPosix

/// Sends requests to one server over a number of keep-alive connections.
///
/// It runs on a single thread: enough for far more requests than a server of JSON can answer, and the server
/// keeps the other cores.
public struct LoadGenerator: Sendable {
    public enum Pace: Sendable {
        /// Every connection sends its next request when the last one was answered.
        case closedLoop
        /// Requests begin at this rate, whether earlier ones were answered or not, as far as there are
        /// connections free. Give enough of them.
        case openLoop(requestsPerSecond: Double)
    }

    public let port: Int

    public init(port: Int) {
        self.port = port
    }

    /// Sends `exchanges` in turn until the time is over or `limit` of them were sent.
    ///
    /// - Throws: when a connection cannot be made. What goes wrong later is counted in the result.
    public func run(
        _ exchanges: [Exchange], connections: Int, for duration: Duration, limit: Int = .max,
        pace: Pace = .closedLoop
    ) async throws -> LoadResult {
        precondition(!exchanges.isEmpty && connections > 0)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let recorder = LoadRecorder(exchanges, limit: limit)
        let start = ContinuousClock.now
        let interval = pace.interval(connections: connections)
        var channels: [any Channel] = []
        for number in 0..<connections {
            let offset = (interval ?? .zero) * number / connections
            let bootstrap = ClientBootstrap(group: group)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(
                            LoadConnection(recorder, interval: interval, offset: offset, deadline: start + duration))
                    }
                }
            channels.append(try await bootstrap.connect(host: "127.0.0.1", port: port).get())
        }
        for channel in channels {
            try await channel.closeFuture.get()
        }
        let result = recorder.result(elapsed: .now - start)
        try await group.shutdownGracefully()
        return result
    }
}

extension LoadGenerator.Pace {
    fileprivate func interval(connections: Int) -> Duration? {
        guard case .openLoop(let rate) = self else { return nil }
        return .seconds(Double(connections) / rate)
    }
}
