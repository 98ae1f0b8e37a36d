import Hummingbird
import Logging
import Metrics
public import ModelCache
import NIOCore
import ServiceLifecycle
import UnixSignals

/// The HTTP server around one cache.
public struct CacheService: Sendable {
    private let cache: SemanticCache
    private let configuration: Configuration
    private let registry: PrometheusRegistry
    private let logger: Logger
    private let readiness = Readiness()

    /// - Parameters:
    ///   - cache: is not closed by the service, but by whoever opened it.
    ///   - registry: where the cache's metrics arrive; shown at `/metrics`.
    public init(
        cache: SemanticCache, configuration: Configuration,
        registry: PrometheusRegistry = PrometheusRegistry(), logger: Logger
    ) {
        self.cache = cache
        self.configuration = configuration
        self.registry = registry
        self.logger = logger
    }

    /// All routes. Others may be added before `application` is called.
    public func router() -> Router<ServiceContext> {
        let router = Router(context: ServiceContext.self)
        router.add(middleware: RequestMiddleware(metrics: RequestMetrics(factory: registry)))
        CompatibleRoutes(
            cache: cache, bodyLimit: configuration.bodyLimit,
            blockedModels: configuration.blockedModels
        ).add(to: router)
        NativeRoutes(cache: cache, bodyLimit: configuration.bodyLimit).add(to: router)
        OperationsRoutes(cache: cache, registry: registry, readiness: readiness).add(to: router)
        DocumentationRoutes().add(to: router)
        return router
    }

    /// - Parameter onRunning: is told the port once the server listens.
    public func application(
        router: Router<ServiceContext>? = nil,
        onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) -> some ApplicationProtocol {
        let limit = configuration.bodyLimit
        let idleTimeout = configuration.idleTimeout
        return Application(
            router: router ?? self.router(),
            server: .http1(
                configuration: .init(
                    additionalChannelHandlers: [ContinueHandler(bodyLimit: limit)],
                    idleTimeout: TimeAmount(idleTimeout))),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), backlog: 1_024),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? 0) },
            logger: logger)
    }

    /// Serves until SIGTERM or SIGINT. The port is closed at once; requests in flight may finish within the
    /// configured time.
    public func run(
        router: Router<ServiceContext>? = nil,
        onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) async throws {
        var group = ServiceGroupConfiguration(
            services: [
                application(router: router, onRunning: onRunning), ShutdownNotice(readiness: readiness),
            ],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        group.maximumGracefulShutdownDuration = configuration.shutdownTimeout
        try await ServiceGroup(configuration: group).run()
    }
}

/// Marks the server as not ready as soon as a shutdown begins.
private struct ShutdownNotice: Service {
    let readiness: Readiness

    func run() async throws {
        try? await gracefulShutdown()
        readiness.shutDown()
    }
}
