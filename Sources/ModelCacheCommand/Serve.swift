import ArgumentParser
import CKernels
import Embeddings
import Foundation
import Logging
import Metrics
import ModelCache
import Service

/// `modelcache serve`
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve a data folder over HTTP.",
        discussion: """
            Ends cleanly at SIGTERM or Control-C: requests in flight are finished, logs are written.
            """)

    @Option(help: "Address to listen on.")
    var host: String?

    @Option(help: "Port to listen on; 0 chooses one.")
    var port: Int?

    @Option(help: "Data folder; is made if need be.")
    var data: String?

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        var flags: [String: (text: String, flag: String)] = [:]
        flags["server.host"] = host.map { ($0, "--host") }
        flags["server.port"] = port.map { ("\($0)", "--port") }
        flags["data.folder"] = data.map { ($0, "--data") }
        let (configuration, _) = try options.load(flags: flags)
        let logger = LogOutput.bootstrap(configuration)
        let registry = PrometheusRegistry(descriptions: metricDescriptions)
        MetricsSystem.bootstrap(registry)
        return_large_blocks()
        let cache = try await open(configuration, registry: registry, logger: logger)
        do {
            let service = CacheService(
                cache: cache, configuration: configuration, registry: registry, logger: logger)
            try await service.run { port in
                Self.announce(configuration, port: port)
            }
        } catch {
            await cache.close()
            throw Failure("The server on \(configuration.host):\(configuration.port) failed: \(error)")
        }
        await cache.close()
        logger.info("Stopped; everything is written")
    }

    private func open(
        _ configuration: Configuration, registry: PrometheusRegistry, logger: Logger
    ) async throws -> SemanticCache {
        do {
            return try await SemanticCache.open(
                at: configuration.dataFolder, configuration: configuration,
                purpose: "modelcache serve on \(configuration.host):\(configuration.port)",
                metrics: registry, logger: logger)
        } catch let error as ModelLibraryError {
            throw Failure(
                """
                The embedding model '\(configuration.embeddingModel)' cannot be used: \(error).
                Install it with 'modelcache model install \(configuration.embeddingModel)', or set cache.mode to exact.
                """)
        } catch {
            throw Failure("\(error)")
        }
    }

    /// Shows where the server is and a line to try it with.
    private static func announce(_ configuration: Configuration, port: Int) {
        // RFC 3986, section 3.2.2: an IPv6 address stands in brackets.
        let host = configuration.host.contains(":") ? "[\(configuration.host)]" : configuration.host
        let address = "http://\(host):\(port)"
        let text = """
            ModelCache \(ServiceVersion.current) serves \(configuration.dataFolder) on \(address)
            Read \(address)/docs, or try:
              curl -s \(address)/modelcache -d '{"type":"query","scope":{"model":"demo"},\
            "query":[{"role":"user","content":"Who are you?"}]}'

            """
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}
