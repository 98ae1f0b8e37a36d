/// Learning from answers: a miss that is followed by an insert for the same request shows what the right answer was, and
/// so whether the nearest entry's would have done. No model is asked; answers in other words teach nothing.
extension SemanticCache {
    /// Notes that an answer to this miss may come. Whatever fails here, the miss stays what it is.
    func awaitAnswer(to asked: Asked, nearest: Assessment) async {
        guard semantic?.judge != nil, policy[asked.tenant].isJudged,
            policy[asked.tenant].learnsFromAnswers, nearest.veto == nil,
            let stored = try? await answer(of: nearest.id)
        else { return }
        let pair = PairDigest(
            TextsDigest(asked.texts, of: asked.tenant), TextsDigest(stored.texts, of: asked.tenant))
        labels.await(
            asked.request,
            LearntLabels.AwaitedAnswer(nearest: nearest.id, pair: pair, score: nearest.score, time: now()))
    }

    /// Compares answers that have just been stored with those that were not served for their requests.
    func learn(from entries: [NewEntry]) async {
        guard let judge = semantic?.judge else { return }
        for entry in entries {
            guard let awaited = labels.awaited(entry.identity.request, at: now()),
                let nearest = try? await answer(of: awaited.nearest)
            else { continue }
            let relation = judge.relation(of: entry.answer, to: nearest.text)
            guard relation != .unknown else { continue }
            journal.record(
                PairLabel(
                    tenant: entry.request.tenant, pair: awaited.pair, isSame: relation == .same, source: .answers,
                    score: awaited.score, judge: judge.name, time: now()))
        }
    }
}

/// What was asked, as far as learning needs it.
struct Asked: Sendable {
    let tenant: Tenant
    let request: RequestDigest
    let texts: MatchedTexts
}
