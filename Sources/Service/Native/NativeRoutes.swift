import CacheCore
import CanonicalJSON
import Foundation
import HTTPTypes
import Hummingbird

/// The native API under `/api/v1`: real status codes, problem documents, tenant names as they are.
struct NativeRoutes: Sendable {
    static let defaultPageSize = 100
    static let maximumPageSize = 1_000

    let cache: SemanticCache
    let bodyLimit: Int
    let startedAt = ContinuousClock.now

    func add(to router: Router<ServiceContext>) {
        let api = router.group("/api/v1")
        api.post("/lookup") { request, context in try await lookup(request, context) }
        api.post("/entries") { request, _ in try await insert(request) }
        api.get("/entries") { request, _ in try await entries(request) }
        api.get("/entries/{id}") { _, context in try await entry(context) }
        api.delete("/entries/{id}") { _, context in try await removeEntry(context) }
        api.delete("/tenants/{tenant}") { _, context in try await removeTenant(context) }
        api.delete("/users/{user}") { request, context in try await removeUser(request, context) }
        api.get("/tenants") { request, _ in try await tenants(request) }
        api.get("/stats") { _, _ in try await statistics() }
    }

    private func lookup(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let body = try await body(of: request)
        let query = try checked { () throws(FieldError) in try NativeRequest.lookup(body) }
        let lookup = await cache.lookup(query)
        context.logger.reportFailure(of: lookup)
        return .json(NativeReply.lookup(lookup, now: .now))
    }

    private func insert(_ request: Request) async throws -> Response {
        let body = try await body(of: request)
        let insert = try checked { () throws(FieldError) in try NativeRequest.insert(body) }
        let outcomes = try await performed { () async throws(CacheError) in
            try await cache.insert(insert.rows, mode: insert.mode)
        }
        let isNew = outcomes.contains { $0.status == .created }
        if insert.isList {
            return .json(NativeReply.inserted(outcomes), status: isNew ? .created : .ok)
        }
        var response = Response.json(NativeReply.inserted(outcomes[0]), status: isNew ? .created : .ok)
        response.headers[.location] = "/api/v1/entries/\(outcomes[0].id)"
        return response
    }

    private func entries(_ request: Request) async throws -> Response {
        let limit = try limit(of: request)
        var after = EntryID(0)
        if let cursor = try parameter("cursor", of: request) {
            guard let id = Int64(digits: cursor) else {
                throw Problem.parameter("cursor", "must be a next_cursor of an earlier page")
            }
            after = EntryID(id)
        }
        let tenant = try parameter("tenant", of: request).map { Tenant($0) }
        // One more than is shown tells whether there is a next page.
        let page = try await performed { () async throws(CacheError) in
            try await cache.entries(tenant: tenant, after: after, limit: limit + 1)
        }
        return .json(NativeReply.entries(page, limit: limit))
    }

    private func entry(_ context: ServiceContext) async throws -> Response {
        let (id, text) = try id(context)
        let entry = try await performed { () async throws(CacheError) in try await cache.entry(id) }
        guard let entry else { throw Problem.noEntry(text) }
        return .json(NativeReply.entry(entry))
    }

    private func removeEntry(_ context: ServiceContext) async throws -> Response {
        let (id, text) = try id(context)
        let count = try await performed { () async throws(CacheError) in try await cache.remove([id]) }
        guard count == 1 else { throw Problem.noEntry(text) }
        return Response(status: .noContent)
    }

    private func removeTenant(_ context: ServiceContext) async throws -> Response {
        let tenant = Tenant(try name("tenant", in: context))
        let count = try await performed { () async throws(CacheError) in
            try await cache.removeAll(tenant: tenant)
        }
        return .json(["deleted": JSONValue(count)])
    }

    private func removeUser(_ request: Request, _ context: ServiceContext) async throws -> Response {
        let user = try name("user", in: context)
        let tenant = try parameter("tenant", of: request).map { Tenant($0) }
        let count = try await performed { () async throws(CacheError) in
            try await cache.removeAll(user: user, tenant: tenant)
        }
        return .json(["deleted": JSONValue(count)])
    }

    private func tenants(_ request: Request) async throws -> Response {
        let limit = try limit(of: request)
        var after: Tenant?
        if let text = try parameter("cursor", of: request) {
            guard let cursor = TenantCursor(text: text) else {
                throw Problem.parameter("cursor", "must be a next_cursor of an earlier page")
            }
            after = cursor.tenant
        }
        let page = try await performed { [after] () async throws(CacheError) in
            try await cache.tenants(after: after, limit: limit + 1)
        }
        return .json(NativeReply.tenants(page, limit: limit))
    }

    private func statistics() async throws -> Response {
        let statistics = try await performed { () async throws(CacheError) in
            try await cache.statistics()
        }
        let uptime = (ContinuousClock.now - startedAt) / .seconds(1)
        return .json(NativeReply.statistics(statistics, uptime: uptime))
    }
}

extension NativeRoutes {
    private func body(of request: Request) async throws(Problem) -> JSONValue {
        var request = request
        do {
            return try JSONValue(parsing: try await request.body(upTo: bodyLimit))
        } catch let error as BodyTooLarge {
            throw .tooLarge(error)
        } catch let error as JSONError {
            throw .invalidBody("The body is not valid JSON: \(error).")
        } catch {
            throw .invalidBody(BodyIncomplete().sentence)
        }
    }

    private func checked<Value>(_ decode: () throws(FieldError) -> Value) throws(Problem) -> Value {
        do {
            return try decode()
        } catch {
            throw .field(error)
        }
    }

    private func performed<Value: Sendable>(
        _ body: () async throws(CacheError) -> Value
    ) async throws(Problem) -> Value {
        do {
            return try await body()
        } catch {
            throw .failure(error)
        }
    }

    private func id(_ context: ServiceContext) throws(Problem) -> (EntryID, String) {
        let text = try name("id", in: context)
        guard let number = Int64(digits: text) else { throw .parameter("id", "must be a whole number") }
        return (EntryID(number), text)
    }

    /// A part of the path, percent-decoded.
    private func name(_ key: String, in context: ServiceContext) throws(Problem) -> String {
        guard let text = context.parameters.get(key)?.removingPercentEncoding, !text.isEmpty else {
            throw .parameter(key, "must be percent-encoded UTF-8")
        }
        return text
    }

    private func limit(of request: Request) throws(Problem) -> Int {
        guard let text = try parameter("limit", of: request) else { return Self.defaultPageSize }
        guard let limit = Int64(digits: text), (1...Int64(Self.maximumPageSize)).contains(limit) else {
            throw .parameter("limit", "must be a whole number from 1 to \(Self.maximumPageSize)")
        }
        return Int(limit)
    }

    /// A parameter of the query, percent-decoded; nil when it is not given.
    private func parameter(_ name: String, of request: Request) throws(Problem) -> String? {
        let values = (request.uri.query ?? "").split(separator: "&").compactMap { item -> Substring? in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.first.map { $0 == name } ?? false ? parts.dropFirst().first ?? "" : nil
        }
        guard let value = values.first else { return nil }
        guard values.count == 1 else { throw .parameter(name, "must be given once") }
        guard let text = value.replacing("+", with: " ").removingPercentEncoding else {
            throw .parameter(name, "must be percent-encoded UTF-8")
        }
        return text
    }
}

extension Int64 {
    /// Reads a number as it is written in ids and cursors: digits only, without leading zeros.
    init?(digits text: String) {
        guard let number = Int64(text), number >= 0, String(number) == text else { return nil }
        self = number
    }
}
