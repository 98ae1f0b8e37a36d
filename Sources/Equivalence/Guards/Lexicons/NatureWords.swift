/// Words and phrases that tell what a request is like, by `RequestNature`. Commas separate phrases.
enum NatureWords {
    static let volatileEnglish = """
        now,right now,currently,current,today,tonight,tomorrow,yesterday,latest,recent,recently,newest,
        this week,this month,this year,next week,last week,
        at the moment,as of,up to date,live,real time,real-time,breaking,weather,forecast,temperature outside,
        stock price,share price,price of,
        exchange rate,how much is,how much does,what time is it,what date is it,what day is it,score of,who won,
        news,headlines,traffic,
        in stock,available,opening hours,schedule,trending
        """
    static let volatileChinese = """
        现在,目前,今天,今日,明天,昨天,今晚,最新,最近,当前,实时,此刻,刚才,本周,这周,下周,上周,本月,这个月,今年,天气,气温,股价,汇率,价格,多少钱,几点了,新闻,
        头条,路况,比分,余票,库存,热搜,油价,金价,房价
        """
    /// What is somebody's own.
    static let possessions = """
        account balance order orders package parcel delivery shipment invoice invoices bill bills payment
        payments refund subscription
        booking reservation ticket tickets appointment appointments calendar meeting meetings schedule email
        emails inbox message messages
        password passwords profile settings address phone number card cards statement transactions transaction
        transfer salary paycheck
        payslip tax taxes contract policy claim prescription results grades homework files documents document
        file photos contacts data
        history plan name birthday location flight flights credit limit loan mortgage cart basket wallet name
        tasks task todo
        todos notes project projects team boss manager id username login pin
        """
    static let personalChinese = """
        我的订单,我的余额,我的账户,我的账号,我的快递,我的包裹,我的密码,我的发票,我的账单,我的预约,我的预订,我的行程,我的机票,我的邮件,我的邮箱,我的消息,
        我的日程,我的会议,我的工资,我的合同,我的文件,我的地址,我的银行卡,我的信用卡,我的套餐,我的话费,我的流量,我的积分,我的成绩,我的退款,我的名字,我的快递,我的简历,
        我账户,我账号,我订单,我的钱
        """
    /// Words at the beginning that join a message to the one before.
    static let joiningStarts = """
        and,also,but,or,then,so,what about,how about,and what about,and the,what else,which one,the second one,
        the first one,the last one,the other one,
        same for,same thing,another one,one more,why not,why,how so,how come,really,are you sure,is that,is it,
        was it,does it,did it,can it,will it,
        is he,is she,are they,were they,what is it,what are they,who is he,who is she,where is it,when was it,
        how old is he,how old is she,
        """
    /// Whole requests to go on or to change the answer before.
    static let continuations = """
        continue,go on,keep going,more,tell me more,say more,explain more,more details,more please,elaborate,
        go ahead,next,again,try again,
        redo,retry,yes,no,ok,okay,sure,yep,nope,correct,wrong,that is wrong,not that,thanks,good,great,shorter,
        longer,simpler,
        make it,make that,make this,rewrite it,rewrite that,rewrite this,rephrase it,rephrase that,translate it,
        translate that,translate this,
        summarize it,summarize that,summarise it,summarise that,fix it,fix that,change it,change that,do it,
        do that,do the same,explain it,explain that,
        explain again,shorten it,expand it,expand on,use it,give me another,give another,show me another,try it,
        convert it,turn it into,put it,
        as above,see above,the above,mentioned above,previous answer,previous one,your answer,your last,
        you said,you mentioned,you just,last answer,
        """
    static let pronouns = "it he she they him them that this those these one"
    static let leaningChinese = """
        继续,接着,然后呢,还有吗,还有呢,为什么呢,再来,再说,再试,再写,详细一点,具体一点,简短一点,短一点,长一点,换一个,换个,重新,重写,改一下,改成,
        上面,上述,刚才说,你刚才,你说的,前面,第二个呢,那么,那个呢,这个呢,是吗,真的吗,好的,可以,展开,翻译一下,总结一下,把它,它的,他的,她的
        """
    /// Chinese requests that lean on what went before only if there is nothing else.
    static let leaningChineseAlone = "为什么,怎么办,是的,不是,对,不对,好,谢谢,嗯,行,更多,下一个,为啥"
}
