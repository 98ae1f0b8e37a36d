extension WordList {
    /// Every list, those whose senses matter most first: a word's first list decides its common name.
    static let all: [WordList] =
        [QuestionWords.openings, QuestionWords.list] + PhrasingWords.lists + TechnologyWords.lists + PlaceWords.lists
        + CalendarWords.lists + MeasureWords.lists + ThingWords.lists + FieldWords.lists
}
