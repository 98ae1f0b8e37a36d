import CacheCore
import GRDB

/// The query that finds the entries of a filter, beginning with the condition that leaves the fewest.
struct EntrySearch {
    private let filter: EntryFilter
    private let tenant: Int64?

    init(_ filter: EntryFilter, tenant: Int64?) {
        self.filter = filter
        self.tenant = tenant
    }

    func ids(_ db: Database) throws -> [EntryID] {
        if let tenant, filter == EntryFilter(tenant: filter.tenant, tags: filter.tags), !filter.tags.isEmpty {
            return try tagged(db, tenant)
        }
        let promptKey = filter.promptKey
        var conditions: [String] = []
        var arguments: StatementArguments = []
        for tag in filter.tags {
            let ofTenant = tenant == nil ? "" : " AND tenant = ?"
            conditions.append("entry.id IN (SELECT entry FROM tag WHERE tag = ?\(ofTenant))")
            arguments += [tag.name.stored]
            if let tenant { arguments += [tenant] }
        }
        if let promptKey {
            // Entries of earlier versions have no key; their prompts are looked at.
            conditions.append("entry.id IN (SELECT entry FROM retention WHERE prompt = ? OR prompt IS NULL)")
            arguments += [promptKey]
        }
        if let tenant {
            // Found by its index only where nothing narrower is asked for.
            conditions.append(conditions.isEmpty && filter.ids == nil ? "entry.tenant = ?" : "+entry.tenant = ?")
            arguments += [tenant]
        } else {
            conditions.append("+entry.tenant IN (SELECT id FROM live_tenant)")
        }
        if let time = filter.createdFrom {
            conditions.append("created_at >= ?")
            arguments += [time.rawValue]
        }
        if let time = filter.createdBefore {
            conditions.append("created_at < ?")
            arguments += [time.rawValue]
        }
        // The request is read only where prompts have to be compared.
        let request = promptKey == nil ? "NULL" : "request"
        let sql = "SELECT entry.id, \(request) FROM entry WHERE " + conditions.joined(separator: " AND ")
        guard let ids = filter.ids else { return try fetch(db, sql + " ORDER BY entry.id", arguments) }
        return try ids.sorted().flatMap { try fetch(db, sql + " AND entry.id = ?", arguments + [$0.rawValue]) }
    }

    /// What a lookup with tags asks: the index alone answers it, in the order of the ids.
    private func tagged(_ db: Database, _ tenant: Int64) throws -> [EntryID] {
        let parts = filter.tags.map { _ in "SELECT entry FROM tag WHERE tag = ? AND tenant = ?" }
        let arguments = filter.tags.reduce(into: StatementArguments()) { $0 += [$1.name.stored, tenant] }
        return try Int64.fetchAll(
            db.cachedStatement(sql: parts.joined(separator: " INTERSECT ") + " ORDER BY 1"), arguments: arguments
        ).map { EntryID($0) }
    }

    private func fetch(_ db: Database, _ sql: String, _ arguments: StatementArguments) throws -> [EntryID] {
        let rows = try Row.fetchCursor(db.cachedStatement(sql: sql), arguments: arguments)
        var ids: [EntryID] = []
        while let row = try rows.next() {
            if let prompt = filter.prompt {
                let request = try RequestCoding.decode(row[1], tenant: "", user: nil, version: nil)
                guard request.matchedText.utf8.elementsEqual(prompt.utf8) else { continue }
            }
            ids.append(EntryID(row[0]))
        }
        return ids
    }
}
