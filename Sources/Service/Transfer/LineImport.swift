import CacheCore
import CanonicalJSON
import Foundation

/// Imports entries that are given as lines of JSON: a part of a file, or the body of a request.
///
/// A line that is broken is reported and does not hold up the others.
package struct LineImport: Sendable {
    /// In place of the tenants that the lines name.
    package var tenant: String?
    package var mode = WriteMode.ifNewer
    /// Whether vectors that do not say whose they are count as the embedder's in use.
    package var trustsVectors = false
    /// Whether the lines are only read.
    package var isDryRun = false

    package init() {}

    /// How many lines had which fate.
    package struct Report: Sendable, Equatable {
        package var created = 0
        package var replaced = 0
        package var existing = 0
        package var expired = 0
        /// In a dry run.
        package var valid = 0
        package var rejected: [Rejection] = []

        package init() {}
    }

    package struct Rejection: Sendable, Equatable {
        /// Counted from 1.
        package var line: Int
        /// What is wrong, as a sentence.
        package var reason: String

        package init(line: Int, reason: String) {
            self.line = line
            self.reason = reason
        }
    }

    /// - Parameter lines: UTF-8; the last line needs no line feed. Empty lines are passed over.
    package func perform(_ lines: [UInt8], on cache: SemanticCache) async throws(CacheError) -> Report {
        var report = Report()
        let (entries, numbers) = lines.withUnsafeBytes { decode($0, report: &report) }
        guard !isDryRun else {
            report.valid = entries.count
            return report
        }
        let outcomes = try await cache.importEntries(entries, mode: mode, trustsVectors: trustsVectors)
        for (number, outcome) in zip(numbers, outcomes) {
            switch outcome {
            case .stored(let outcome): report.count(outcome.status)
            case .expired: report.expired += 1
            case .refused(let reason): report.rejected.append(Rejection(line: number, reason: "The entry \(reason)."))
            }
        }
        report.rejected.sort { $0.line < $1.line }
        return report
    }

    private func decode(
        _ lines: UnsafeRawBufferPointer, report: inout Report
    ) -> (entries: [ImportedEntry], numbers: [Int]) {
        var entries: [ImportedEntry] = []
        var numbers: [Int] = []
        var number = 0
        var start = 0
        while start < lines.count {
            let rest = UnsafeRawBufferPointer(rebasing: lines[start...])
            let found = memchr(rest.baseAddress!, CInt(UInt8(ascii: "\n")), rest.count)
            let end = found.map { UnsafeRawPointer($0) - lines.baseAddress! } ?? lines.count
            let line = UnsafeRawBufferPointer(rebasing: lines[start..<end])
            number += 1
            start = end + 1
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            do {
                entries.append(try TransferLine.decode(try JSONValue(parsing: line), tenant: tenant))
                numbers.append(number)
            } catch let error as JSONError {
                report.rejected.append(Rejection(line: number, reason: "The line is not valid JSON: \(error)."))
            } catch let error as FieldError {
                report.rejected.append(Rejection(line: number, reason: error.sentence(whole: "The line")))
            } catch {
                report.rejected.append(Rejection(line: number, reason: "\(error)"))
            }
        }
        return (entries, numbers)
    }
}

extension LineImport.Report {
    fileprivate mutating func count(_ status: InsertOutcome.Status) {
        switch status {
        case .created: created += 1
        case .replaced: replaced += 1
        case .exists: existing += 1
        }
    }

    package static func += (sum: inout Self, other: Self) {
        sum.created += other.created
        sum.replaced += other.replaced
        sum.existing += other.existing
        sum.expired += other.expired
        sum.valid += other.valid
        sum.rejected += other.rejected
    }

    package var json: JSONValue {
        [
            "created": JSONValue(created), "replaced": JSONValue(replaced), "existing": JSONValue(existing),
            "expired": JSONValue(expired), "valid": JSONValue(valid),
            "rejected": .array(
                rejected.map { ["line": JSONValue($0.line), "reason": .string($0.reason)] }),
        ]
    }

    /// Reads what `json` wrote; nil for anything else.
    package init?(_ value: JSONValue) {
        func count(_ key: String) -> Int { Int(value[key]?.integerValue ?? 0) }
        guard let elements = value["rejected"]?.arrayValue else { return nil }
        self.init()
        (created, replaced, existing) = (count("created"), count("replaced"), count("existing"))
        (expired, valid) = (count("expired"), count("valid"))
        rejected = elements.compactMap { element in
            guard let line = element["line"]?.integerValue, let reason = element["reason"]?.stringValue else {
                return nil
            }
            return LineImport.Rejection(line: Int(line), reason: reason)
        }
    }
}
