import AsyncHTTPClient
import CacheCore
import CanonicalJSON
import Foundation
import NIOCore
import NIOHTTP1
import Service

/// A running server, through its native API.
struct ServerAccess: CacheAccess {
    private let address: String
    private let client: HTTPClient

    init(address: String) throws {
        guard let url = URL(string: address), url.scheme == "http" || url.scheme == "https", url.host != nil
        else {
            throw Failure("'\(address)' is no server address; it should look like http://127.0.0.1:5000.")
        }
        var configuration = HTTPClient.Configuration(timeout: .init(connect: .seconds(5)))
        // A server that is not there should be reported at once.
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        self.address = address.hasSuffix("/") ? String(address.dropLast()) : address
    }

    func lookup(_ body: JSONValue) async throws -> JSONValue {
        try await send(.POST, "/lookup", body: body)
    }

    func insert(_ body: JSONValue) async throws -> JSONValue {
        try await send(.POST, "/entries", body: body)
    }

    func learn(_ body: JSONValue) async throws -> JSONValue {
        try await send(.POST, "/feedback", body: body)
    }

    func policy(of tenant: String) async throws -> JSONValue {
        try await send(.GET, "/policy?tenant=" + encoded(tenant))
    }

    func removeEntries(_ body: JSONValue) async throws -> JSONValue {
        try await send(.POST, "/entries/delete", body: body)
    }

    func correctEntry(_ id: Int64, _ body: JSONValue) async throws -> JSONValue? {
        do {
            return try await send(.PUT, "/entries/\(id)", body: body)
        } catch let problem as ServerProblem where problem.status == 404 {
            return nil
        }
    }

    func restoreEntry(_ id: Int64) async throws -> Bool {
        do {
            _ = try await send(.POST, "/entries/\(id)/restore")
            return true
        } catch let problem as ServerProblem where problem.status == 404 {
            return false
        }
    }

    func restoreDeletion(_ id: Int64) async throws -> JSONValue {
        do {
            return try await send(.POST, "/deletions/\(id)/restore")
        } catch let problem as ServerProblem where problem.status == 404 {
            return ["restored": 0, "superseded": 0]
        }
    }

    func removeTenant(_ tenant: String) async throws -> Int64 {
        try await send(.DELETE, "/tenants/" + encoded(tenant))["deleted"]?.integerValue ?? 0
    }

    func removeUser(_ user: String, tenant: String?) async throws -> Int64 {
        let query = tenant.map { "?tenant=" + encoded($0) } ?? ""
        return try await send(.DELETE, "/users/" + encoded(user) + query)["deleted"]?.integerValue ?? 0
    }

    func statistics() async throws -> JSONValue {
        try await send(.GET, "/stats")
    }

    func walls() async throws -> JSONValue {
        try await send(.GET, "/walls")
    }

    func report(_ query: ReportQuery) async throws -> JSONValue {
        try await send(
            .GET,
            "/report"
                + parameters([
                    ("tenant", query.tenant), ("from", query.period.from.iso8601),
                    ("until", query.period.until.iso8601), ("limit", "\(query.limit)"),
                    ("walls", query.showsWalls ? "true" : nil),
                ]))
    }

    func queryLog(tenant: String?, from: Timestamp?, cursor: String?) async throws -> JSONValue {
        try await send(
            .GET,
            "/log"
                + parameters([
                    ("tenant", tenant), ("from", from?.iso8601), ("cursor", cursor), ("limit", "1000"),
                ]))
    }

    private func parameters(_ parameters: [(name: String, value: String?)]) -> String {
        let given = parameters.compactMap { name, value in value.map { name + "=" + encoded($0) } }
        return given.isEmpty ? "" : "?" + given.joined(separator: "&")
    }

    func migration() async throws -> JSONValue {
        try await send(.GET, "/migration")
    }

    func startMigration() async throws -> JSONValue {
        try await send(.POST, "/migration")
    }

    func importLines(_ lines: [UInt8], by settings: LineImport) async throws -> LineImport.Report {
        var query = "?mode=\(settings.mode.name)"
        if let tenant = settings.tenant { query += "&tenant=" + encoded(tenant) }
        if settings.trustsVectors { query += "&trust_vectors=true" }
        if settings.isDryRun { query += "&dry_run=true" }
        let reply = try await send(
            .POST, "/import" + query, bytes: lines, contentType: "application/x-ndjson", timeout: .minutes(15))
        guard let report = LineImport.Report(reply) else {
            throw Failure("\(address) did not say what became of the entries. Is it a ModelCache server?")
        }
        return report
    }

    func importCheckpoint(of source: Digest) async throws -> ImportCheckpoint? {
        do {
            let reply = try await send(.GET, "/import/" + source.hexadecimal)
            return ImportCheckpoint(reply, source: source)
        } catch let problem as ServerProblem where problem.status == 404 {
            return nil
        }
    }

    func saveImportCheckpoint(_ checkpoint: ImportCheckpoint) async throws {
        _ = try await send(.PUT, "/import/" + checkpoint.source.hexadecimal, body: checkpoint.json)
    }

    func exportLines(_ settings: LineExport, write: ([UInt8]) throws -> Void) async throws {
        var query = "?vectors=\(settings.withVectors)"
        if let tenant = settings.tenant { query += "&tenant=" + encoded(tenant) }
        let response: HTTPClientResponse
        do {
            response = try await client.execute(
                HTTPClientRequest(url: address + "/api/v1/export" + query), deadline: .distantFuture)
        } catch {
            throw unreachable(error)
        }
        guard response.status == .ok else {
            _ = try reply(Int(response.status.code), Array(buffer: try await response.body.collect(upTo: 1 << 20)))
            return
        }
        do {
            for try await chunk in response.body { try write(Array(buffer: chunk)) }
        } catch let error as HTTPClientError {
            throw Failure("The export broke off: \(error). What was written is not complete.")
        }
    }

    func close() async throws {
        try await client.shutdown()
    }

    private func encoded(_ name: String) -> String {
        let unreserved = CharacterSet(
            charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        return name.addingPercentEncoding(withAllowedCharacters: unreserved) ?? name
    }

    private func send(
        _ method: HTTPMethod, _ path: String, body: JSONValue? = nil
    ) async throws -> JSONValue {
        try await send(method, path, bytes: body?.encoded, contentType: "application/json", timeout: .seconds(60))
    }

    private func send(
        _ method: HTTPMethod, _ path: String, bytes: [UInt8]?, contentType: String, timeout: TimeAmount
    ) async throws -> JSONValue {
        var request = HTTPClientRequest(url: address + "/api/v1" + path)
        request.method = method
        if let bytes {
            request.headers.add(name: "Content-Type", value: contentType)
            request.body = .bytes(ByteBuffer(bytes: bytes))
        }
        do {
            let response = try await client.execute(request, timeout: timeout)
            return try reply(
                Int(response.status.code), Array(buffer: try await response.body.collect(upTo: 64 << 20)))
        } catch let problem as ServerProblem {
            throw problem
        } catch let failure as Failure {
            throw failure
        } catch {
            throw unreachable(error)
        }
    }

    private func unreachable(_ error: any Error) -> Failure {
        Failure(
            """
            No server answers at \(address) (\(error)). Start one with 'modelcache serve', or work on a data \
            folder with --data DIR.
            """)
    }

    /// The reply's value, or the problem that it is.
    private func reply(_ status: Int, _ bytes: [UInt8]) throws -> JSONValue {
        let value = bytes.isEmpty ? .null : try? JSONValue(parsing: bytes)
        guard let value else {
            throw Failure("\(address) did not answer in JSON. Is it a ModelCache server?")
        }
        guard (200..<300).contains(status) else {
            throw ServerProblem(
                status: status, detail: value["detail"]?.stringValue ?? "The server answered \(status).")
        }
        return value
    }
}

/// The server refused a request and said why.
struct ServerProblem: Error, CustomStringConvertible {
    let status: Int
    let detail: String

    var description: String { detail }
}
