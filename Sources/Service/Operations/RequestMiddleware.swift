import HTTPTypes
import Hummingbird
import Logging
import Metrics
import Synchronization

/// Gives every request an id, measures it, logs it, and turns what a route throws into a response.
struct RequestMiddleware: RouterMiddleware {
    typealias Context = ServiceContext

    static let header = HTTPField.Name("X-Request-Id")!

    let metrics: RequestMetrics

    func handle(
        _ request: Request, context: ServiceContext,
        next: (Request, ServiceContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        var context = context
        let id = Self.callersID(request) ?? context.id
        context.logger[metadataKey: "request_id"] = .string(id)
        context.logger[metadataKey: "hb.request.id"] = nil
        var response: Response
        do {
            response = try await next(request, context)
        } catch let problem as Problem {
            response = problem.response(from: request, context: context)
        } catch let error as any HTTPResponseError {
            response = Self.problem(for: error).response(from: request, context: context)
        } catch {
            context.logger.error("A request failed", metadata: ["reason": "\(error)"])
            response = Self.internalFailure.response(from: request, context: context)
        }
        response.headers[Self.header] = id
        let duration = ContinuousClock.now - start
        metrics.record(
            route: context.endpointPath ?? "NotFound", method: request.method.rawValue,
            status: response.status.code, duration: duration)
        log(request, response, duration, context.logger)
        return response
    }

    private func log(
        _ request: Request, _ response: Response, _ duration: Duration, _ logger: Logger
    ) {
        logger.log(
            level: response.status.kind == .serverError ? .warning : .debug, "Request",
            metadata: [
                "method": "\(request.method)", "path": "\(request.uri.path)",
                "status": "\(response.status.code)", "seconds": "\(duration / .seconds(1))",
            ])
    }

    /// The id that the caller gave, if it can stand in a log line.
    private static func callersID(_ request: Request) -> String? {
        guard let id = request.headers[header], (1...128).contains(id.utf8.count),
            id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return id
    }

    private static func problem(for error: any HTTPResponseError) -> Problem {
        switch error.status {
        case .notFound:
            Problem(
                status: .notFound, name: "no-such-route", detail: "There is nothing here; see /docs.")
        case .badRequest:
            Problem(status: .badRequest, name: "bad-request", detail: "The request is malformed.")
        case .internalServerError: internalFailure
        default:
            Problem(status: error.status, name: "http-error", detail: error.status.reasonPhrase + ".")
        }
    }

    private static let internalFailure = Problem(
        status: .internalServerError, name: "internal-failure",
        detail: "The server failed; its log has the reason under this request's id.")
}

/// HTTP metrics by route; each is made once and then found in a map.
final class RequestMetrics: Sendable {
    private struct Key: Hashable {
        let route: String
        let method: String
        let status: Int
    }

    private struct State {
        var counters: [Key: Counter] = [:]
        var timers: [String: Metrics.Timer] = [:]
    }

    private let state = Mutex(State())
    private let factory: any MetricsFactory

    init(factory: any MetricsFactory) {
        self.factory = factory
    }

    func record(route: String, method: String, status: Int, duration: Duration) {
        let key = Key(route: route, method: method, status: status)
        let (counter, timer) = state.withLock { state in
            if let counter = state.counters[key], let timer = state.timers[route] {
                return (counter, timer)
            }
            let counter = Counter(
                label: "modelcache_http_requests_total",
                dimensions: [("route", route), ("method", method), ("status", "\(status)")],
                factory: factory)
            let timer = Metrics.Timer(
                label: "modelcache_http_request_seconds", dimensions: [("route", route)],
                factory: factory)
            state.counters[key] = counter
            state.timers[route] = timer
            return (counter, timer)
        }
        counter.increment()
        timer.recordNanoseconds(Int64(duration / .nanoseconds(1)))
    }
}
