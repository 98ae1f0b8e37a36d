import Foundation
import Testing

@testable import Equivalence

/// Measures on public data how many duplicates and non-duplicates each guard vetoes. It prints a table:
/// `MODELCACHE_DATA=DIR swift test -c release --filter GuardMeasurement`.
@Suite(.serialized) struct GuardMeasurementTests {
    private static let dataFolder = ProcessInfo.processInfo.environment["MODELCACHE_DATA"].map { URL(filePath: $0) }

    @Test(.enabled(if: dataFolder != nil, "set MODELCACHE_DATA to the folder with the data sets"))
    func keepsDuplicatesOfQQP() throws {
        let measurement = try measure("QQP, train part") { try Self.qqp() }
        #expect(measurement.kept >= 0.85)
    }

    @Test(.enabled(if: dataFolder != nil, "set MODELCACHE_DATA to the folder with the data sets"))
    func keepsDuplicatesOfLCQMC() throws {
        let measurement = try measure("LCQMC, dev") {
            try Self.table("lcqmc/dev.tsv.gz").map { LabelledPair($0[0], $0[1], $0[2]) }
        }
        #expect(measurement.kept >= 0.95)
    }

    @Test(.enabled(if: dataFolder != nil, "set MODELCACHE_DATA to the folder with the data sets"))
    func measuresPAWSX() throws {
        let measurement = try measure("PAWS-X zh, dev") {
            try Self.table("paws-x-zh/dev_2k.tsv.gz").dropFirst().map { LabelledPair($0[1], $0[2], $0[3]) }
        }
        #expect(measurement.kept >= 0.5)
    }

    // MARK: Measuring

    private struct LabelledPair {
        let one: String
        let other: String
        let isDuplicate: Bool

        init(_ one: String, _ other: String, _ label: String) {
            self.one = one
            self.other = other
            isDuplicate = label.hasPrefix("1")
        }
    }

    private struct Count {
        var duplicates = 0
        var others = 0
        mutating func add(_ isDuplicate: Bool) { isDuplicate ? (duplicates += 1) : (others += 1) }
    }

    private func measure(_ title: String, _ read: () throws -> [LabelledPair]) throws -> (kept: Double, left: Double) {
        let pairs = try read()
        var total = Count()
        var passed = Count()
        var vetoes: [String: Count] = [:]
        var abstentions: [String: Count] = [:]
        let clock = ContinuousClock()
        var dump = ProcessInfo.processInfo.environment["MODELCACHE_VETOES"].flatMap { FileHandle(forWritingAtPath: $0) }
        _ = PromptText("warm up")
        var elapsed = Duration.zero
        for pair in pairs {
            total.add(pair.isDuplicate)
            let start = clock.now
            let texts = PromptPair(PromptText(pair.one), PromptText(pair.other))
            _ = Guards.standard.examine(texts)
            elapsed += clock.now - start
            var isVetoed = false
            for guardian in Guards.standard.all {
                switch guardian.examine(texts) {
                case .pass: continue
                case .abstain: abstentions[guardian.name, default: Count()].add(pair.isDuplicate)
                case .veto(let reason):
                    isVetoed = true
                    vetoes[guardian.name, default: Count()].add(pair.isDuplicate)
                    let line =
                        "\(guardian.name)\t\(pair.isDuplicate ? 1 : 0)\t\(pair.one)\t\(pair.other)\t\(reason)\t\(texts.changedContent)\n"
                    try dump?.write(contentsOf: Data(line.utf8))
                }
            }
            if !isVetoed { passed.add(pair.isDuplicate) }
        }
        dump = nil
        let kept = Double(passed.duplicates) / Double(total.duplicates)
        let left = Double(passed.others) / Double(total.others)
        print(
            "\n\(title): \(total.duplicates) duplicates, \(total.others) others;",
            "kept \(percent(kept)), left \(percent(left)); \(elapsed / pairs.count) a pair")
        for guardian in Guards.standard.all {
            let veto = vetoes[guardian.name] ?? Count()
            let share = Double(veto.duplicates) / Double(max(1, veto.duplicates + veto.others))
            let silent = abstentions[guardian.name] ?? Count()
            print(
                "  \(guardian.name): vetoes \(veto.duplicates) duplicates and \(veto.others) others (\(percent(share)) wrong);",
                "abstains on \(silent.duplicates) and \(silent.others)")
        }
        return (kept, left)
    }

    private func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }

    // MARK: Reading

    private static func qqp() throws -> [LabelledPair] {
        let data = try output(of: "tar", "-xzOf", path("qqp/similiar_qqp_full.json.tar.gz"))
        let rows = try JSONSerialization.jsonObject(with: data) as? [[String: Any]] ?? []
        return rows.compactMap { row in
            guard let one = row["text_a"] as? String, let other = row["text_b"] as? String else { return nil }
            guard fingerprint(min(Array(one.utf8), Array(other.utf8))) % 10 < 8 else { return nil }
            return LabelledPair(one, other, "\(row["label"] ?? "")")
        }
    }

    private static func table(_ name: String) throws -> [[String]] {
        let data = try output(of: "gzip", "-dc", path(name))
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        return lines.map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    }

    private static func path(_ name: String) -> String { dataFolder!.appending(path: name).path() }

    private static func output(of tool: String, _ arguments: String...) throws -> Data {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [tool] + arguments
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return data
    }

    /// FNV-1a with 64 bits.
    private static func fingerprint(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    private static func min(_ one: [UInt8], _ other: [UInt8]) -> [UInt8] {
        one.lexicographicallyPrecedes(other) ? one : other
    }
}
