/// Days, months, seasons, units and currencies.
enum CalendarWords {
    static let lists = [weekdays, months, seasons, dayParts, relativeDays]

    private static let weekdays = WordList(
        .weekday,
        """
        monday, mon, mondays, 星期一, 周一, 礼拜一
        tuesday, tue, tues, 星期二, 周二, 礼拜二
        wednesday, 星期三, 周三, 礼拜三
        thursday, thu, thurs, 星期四, 周四, 礼拜四
        friday, fri, 星期五, 周五, 礼拜五
        saturday, 星期六, 周六, 礼拜六
        sunday, 星期日, 星期天, 周日, 礼拜天
        weekend, 周末
        weekday, 工作日
        """)

    private static let months = WordList(
        .month,
        """
        january, jan, 一月
        february, feb, 二月
        March, 三月
        april, apr, 四月
        May, 五月
        june, jun, 六月
        july, jul, 七月
        august, aug, 八月
        september, sept, sep, 九月
        october, oct, 十月
        november, nov, 十一月
        december, dec, 十二月
        """)

    private static let seasons = WordList(
        .season,
        """
        spring, 春天, 春季
        summer, 夏天, 夏季
        autumn, 秋天, 秋季
        winter, 冬天, 冬季
        """)

    private static let dayParts = WordList(
        .dayPart,
        """
        morning, 早上, 上午, 早晨
        noon, 中午
        afternoon, 下午
        evening, 傍晚
        night, 晚上, 夜里
        midnight, 半夜, 午夜
        """)

    private static let relativeDays = WordList(
        .relativeDay,
        """
        today, 今天, 今日
        tomorrow, 明天, 明日
        yesterday, 昨天, 昨日
        day after tomorrow, 后天
        day before yesterday, 前天
        tonight, 今晚
        this week, 这周, 本周
        next week, 下周
        last week, 上周
        this month, 本月, 这个月
        next month, 下个月, 下月
        last month, 上个月, 上月
        this year, 今年
        next year, 明年
        last year, 去年
        """)
}

enum MeasureWords {
    static let lists = [units, currencies, sizes]

    private static let units = WordList(
        .unit,
        """
        kg, kilogram, kilograms, kilo, kilos, kgs, 公斤, 千克
        gram, grams, 克
        mg, milligram, milligrams, 毫克
        lb, lbs, 磅
        ounce, ounces, oz, 盎司
        ton, tons, tonne, tonnes, 吨
        斤, 市斤
        km, kilometer, kilometers, kilometre, kilometres, kms, 公里, 千米
        mile, miles, mi, 英里
        meter, meters, metre, metres, 米
        cm, centimeter, centimeters, centimetre, 厘米
        mm, millimeter, millimeters, 毫米
        inch, inches, 英寸
        ft, foot, feet, 英尺
        yard, yards, 码
        liter, liters, litre, litres, 升
        ml, milliliter, milliliters, 毫升
        gallon, gallons, 加仑
        kmph, km/h, kph
        mph
        celsius, centigrade, °c, ℃, 摄氏度
        fahrenheit, °f, ℉, 华氏度
        kelvin
        byte, bytes, 字节
        kb, kilobyte, kilobytes
        mb, megabyte, megabytes
        gb, gigabyte, gigabytes
        tb, terabyte, terabytes
        watt, watts, 瓦
        kw, kilowatt, kilowatts, 千瓦
        volt, volts, 伏
        calorie, calories, 卡路里
        joule, joules, 焦耳
        millisecond, milliseconds, 毫秒
        seconds, secs, 秒
        minute, minutes, mins, 分钟
        hour, hours, hrs, hourly, 小时
        day, days, daily, per day, 天, 每天
        week, weeks, weekly, per week, 星期, 每周
        month, months, monthly, per month, 月, 每月, 个月
        quarter, quarterly, 季度
        year, years, yrs, yearly, annual, annually, per year, 年, 每年
        岁, years old, year old, 周岁
        decade, decades
        century, centuries, 世纪
        """)

    private static let currencies = WordList(
        .currency,
        """
        dollar, dollars, usd, $, bucks, 美元, 美金
        pound, pounds, gbp, £, 英镑
        euro, euros, eur, €, 欧元
        rupee, rupees, inr, rs, ₹
        yen, jpy, 日元
        yuan, rmb, cny, ¥, renminbi, 元, 人民币, 块钱
        franc, francs, chf
        peso, pesos
        won, krw, ₩, 韩元
        ruble, rubles, rub, ₽
        港币
        """)

    private static let sizes = WordList(
        .size,
        """
        small, 小号
        medium, medium-sized, 中号
        large, 大号
        tiny
        huge
        """)
}
