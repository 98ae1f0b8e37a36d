import CanonicalJSON

/// What each criterion serves, by set and category.
public struct PairReport: Sendable {
    public struct Row: Sendable {
        public let set: String
        /// Nil for the whole set.
        public let category: String?
        public let criterion: String
        public let measures: PairMeasures
    }

    /// The decision under test first, then what it is compared with.
    public let criteria: [DecisionCriterion]
    public let rows: [Row]
    private let recalls: [(set: String, criterion: String, recall: Double)]

    public init(
        _ outcomes: [PairOutcome], judged: DecisionCriterion,
        rivals: [DecisionCriterion] = [.cosine(0.95), .redisVLDefault, .gptCacheDefault]
    ) {
        criteria = [judged] + rivals
        var rows: [Row] = []
        var recalls: [(set: String, criterion: String, recall: Double)] = []
        let sets = Dictionary(grouping: outcomes, by: \.pair.set).sorted { $0.key < $1.key }
        for (set, outcomes) in sets {
            for criterion in criteria {
                rows.append(
                    Row(
                        set: set, category: nil, criterion: criterion.name,
                        measures: PairMeasures(outcomes, criterion: criterion)))
            }
            for criterion in [judged, .cosine(0, name: "cosine")] {
                let curve = RiskCoverage(outcomes, criterion: criterion)
                recalls.append((set, criterion.name, curve.recall(atPrecision: 0.9, of: outcomes.count)))
            }
            let categories = Dictionary(grouping: outcomes, by: \.pair.category).sorted { $0.key < $1.key }
            guard categories.count > 1 else { continue }
            for (category, outcomes) in categories {
                rows.append(
                    Row(
                        set: set, category: category, criterion: judged.name,
                        measures: PairMeasures(outcomes, criterion: judged)))
            }
        }
        self.rows = rows
        self.recalls = recalls
    }

    /// A table for people.
    public var text: String {
        var lines = [
            "set                  category / rule                  pairs   same  served  recall  precision  F1     false hits  wrong among served (95 %)  AUC"
        ]
        for row in rows {
            let measures = row.measures
            let wrong = measures.wrongAmongServed
            let name = row.category.map { "  " + $0 } ?? row.criterion
            lines.append(
                row.set.padded(20) + " " + name.padded(32) + " "
                    + "\(measures.same + measures.different)".padded(7) + " " + "\(measures.same)".padded(5) + " "
                    + "\(measures.served)".padded(7) + " " + measures.recall.digits.padded(7) + " "
                    + measures.precision.digits.padded(10) + " " + measures.f1.digits.padded(6) + " "
                    + measures.falseHitRate.digits.padded(11) + " "
                    + "\(wrong.share.digits) (\(wrong.low.digits)-\(wrong.high.digits))".padded(26) + " "
                    + (measures.areaUnderCurve?.digits ?? "-"))
        }
        for row in rows where row.category == nil && row.criterion == criteria[0].name {
            let (same, traps) = (row.measures.recallInterval, row.measures.falseHitInterval)
            lines.append(
                "\(row.set): of those that want the same served \(row.measures.recall.digits) (\(same.low.digits)-\(same.high.digits)), "
                    + "of the others \(row.measures.falseHitRate.digits) (\(traps.low.digits)-\(traps.high.digits))")
        }
        for recall in recalls {
            lines.append(
                "\(recall.set): highest recall at precision 0.90 by \(recall.criterion): \(recall.recall.digits)")
        }
        return lines.joined(separator: "\n")
    }

    public var json: JSONValue {
        .array(
            rows.map { row in
                let measures = row.measures
                var object = JSONObject()
                object["set"] = .string(row.set)
                object["category"] = row.category.map { .string($0) }
                object["rule"] = .string(row.criterion)
                object["same"] = JSONValue(measures.same)
                object["different"] = JSONValue(measures.different)
                object["served_right"] = JSONValue(measures.servedRight)
                object["served_wrong"] = JSONValue(measures.servedWrong)
                object["hit_rate"] = JSONValue(measures.hitRate)
                object["precision"] = JSONValue(measures.precision)
                object["recall"] = JSONValue(measures.recall)
                object["f1"] = JSONValue(measures.f1)
                object["recall_low"] = JSONValue(measures.recallInterval.low)
                object["recall_high"] = JSONValue(measures.recallInterval.high)
                object["false_hit_rate"] = JSONValue(measures.falseHitRate)
                object["false_hit_rate_low"] = JSONValue(measures.falseHitInterval.low)
                object["false_hit_rate_high"] = JSONValue(measures.falseHitInterval.high)
                object["wrong_among_served_low"] = JSONValue(measures.wrongAmongServed.low)
                object["wrong_among_served_high"] = JSONValue(measures.wrongAmongServed.high)
                object["auc"] = measures.areaUnderCurve.map { JSONValue($0) }
                return .object(object)
            })
    }
}

extension String {
    fileprivate func padded(_ width: Int) -> String {
        count >= width ? self : self + String(repeating: " ", count: width - count)
    }
}

extension Double {
    fileprivate var digits: String {
        let thousandths = Int((self * 1_000).rounded())
        let fraction = String(thousandths % 1_000)
        return "\(thousandths / 1_000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
