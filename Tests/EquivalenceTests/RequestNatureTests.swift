import Testing

@testable import Equivalence

@Suite struct RequestNatureTests {
    @Test(arguments: [
        "What's the weather in Paris?", "Latest news about Tesla", "What time is it?",
        "Who is the current president of France?",
        "What is the stock price of Apple?", "Is it going to rain tomorrow?", "Train schedule for tonight", "今天天气怎么样",
        "最新的手机是什么", "现在几点了", "美元汇率是多少", "黄金价格",
    ])
    func recognisesWhatIsSoonOutOfDate(_ text: String) {
        #expect(PromptText(text).nature.isVolatile)
    }

    @Test(arguments: [
        "What is my balance?", "Where is my order?", "Cancel my last order", "Show me my unread emails",
        "When is my next appointment?",
        "Has my package arrived?", "我的订单在哪里", "查一下我的余额",
    ])
    func recognisesWhatIsTheAskersOwn(_ text: String) {
        #expect(PromptText(text).nature.isPersonal)
    }

    @Test(arguments: [
        "and the second one?", "continue", "Continue.", "make it shorter", "tell me more", "why?", "Why",
        "What about Germany?",
        "go on", "How old is he?", "And tomorrow?", "Can you explain that again?", "translate that to French", "ok",
        "yes please",
        "do the same for the other one", "Shorter please", "what does it mean?", "继续", "然后呢", "为什么", "为什么？", "第二个呢",
        "把它翻译成英文",
        "再短一点", "换一个", "详细一点",
    ])
    func recognisesWhatLeansOnTheTurnsBefore(_ text: String) {
        #expect(PromptText(text).nature.leansOnContext)
    }

    @Test(arguments: [
        "How do I sort a list in Python?", "What is the capital of France?", "Why is the sky blue?",
        "Explain recursion for beginners",
        "How do I turn on dark mode?", "What is photosynthesis and how does it work?", "How old is Tom Hanks?",
        "Write a poem about the sea", "Is a dog a mammal?", "How can I lose weight?", "Who wrote Hamlet?",
        "If a train leaves at noon, when does it arrive?", "如何取消订单", "法国的首都是哪里", "为什么天空是蓝色的", "怎么学好英语", "",
    ])
    func leavesTimelessRequestsAlone(_ text: String) {
        let nature = PromptText(text).nature
        #expect(nature.volatile == [])
        #expect(nature.personal == [])
        #expect(nature.leaning == [])
    }
}
