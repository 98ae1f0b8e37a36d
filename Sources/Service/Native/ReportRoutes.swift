import CacheCore
import CanonicalJSON
import Hummingbird

extension NativeRoutes {
    func report(_ call: Call) async throws -> Response {
        let parameters = call.parameters
        let isPage = try choice("format", of: ["json", "html"], in: parameters) == "html"
        let showsWalls = try choice("walls", of: ["false", "true"], in: parameters) == "true"
        let limit = try parameters["limit"] == nil ? ReportPeriod.entryCount : limit(in: parameters)
        let now = Timestamp.now
        let period = try ReportPeriod(from: parameters["from"], until: parameters["until"], now: now) {
            Problem.parameter($0, $1)
        }
        let tenant = parameters["tenant"].map { Tenant($0) }
        let (report, walls) = try await performed { () async throws(CacheError) in
            let report = try await cache.report(
                ReportScope(tenant: tenant, from: period.from, until: period.until, limit: limit))
            return (report, showsWalls ? try await cache.walls(tenant: tenant) : nil)
        }
        let reply = ReportReply.report(report, walls: walls)
        guard isPage else { return .json(reply) }
        return Response(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
            body: .init(byteBuffer: .init(string: ReportPage(reply).text)))
    }

    func queryLog(_ call: Call) async throws -> Response {
        let limit = try limit(in: call.parameters)
        var page = QueryLogPage(tenant: call.parameters["tenant"].map { Tenant($0) }, limit: limit)
        if let text = call.parameters["cursor"] {
            guard let cursor = Int64(digits: text) else {
                throw Problem.parameter("cursor", "must be a next_cursor of an earlier page")
            }
            page.after = cursor
        }
        if let text = call.parameters["from"] {
            guard let time = ReportPeriod.moment(text, now: .now) else {
                throw Problem.parameter("from", ReportPeriod.expectation)
            }
            page.from = time
        }
        let rows = try await performed { [page] () async throws(CacheError) in
            await cache.journal.flush()
            return try await cache.queryLog(page)
        }
        return .json(ReportReply.queryLog(rows))
    }

    /// The first choice stands when nothing is said.
    private func choice(
        _ name: String, of choices: [String], in parameters: QueryParameters
    ) throws(Problem) -> String {
        guard let text = parameters[name] else { return choices[0] }
        guard choices.contains(text) else {
            throw .parameter(name, "must be \(choices.joined(separator: " or "))")
        }
        return text
    }
}
