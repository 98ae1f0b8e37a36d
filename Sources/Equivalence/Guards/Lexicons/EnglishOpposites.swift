/// Opposites in English. An underscore joins the words of a phrase.
enum EnglishOpposites {
    static let lists = [switches, amounts, transfers, changes, qualities, comparisons, places, sciences]

    private static let switches = """
        on | off
        turn_on switch_on | turn_off switch_off shut_off
        enable enabled activate activated | disable disabled deactivate deactivated
        start begin launch boot | stop end finish halt terminate shutdown quit
        open | close shut closed
        lock | unlock
        connect | disconnect
        log_in login sign_in signin log_on | log_out logout sign_out signout log_off
        sign_up signup register | unregister deregister log_out sign_out
        subscribe | unsubscribe
        follow | unfollow
        block | unblock
        mute | unmute
        mount | unmount
        plug_in | unplug
        install | uninstall remove
        load | unload
        pause | resume unpause
        freeze | thaw unfreeze melt
        hide | show unhide reveal display
        archive | unarchive
        pin | unpin
        like | dislike
        friend | unfriend
        zip compress | unzip decompress extract
        encrypt | decrypt
        encode | decode
        serialize | deserialize
        serialise | deserialise
        wrap pack | unwrap unpack
        fold | unfold
        tie | untie
        fasten | unfasten
        cover | uncover
        dress | undress
        minimize minimise | maximize maximise
        wake | sleep
        online | offline
        active | inactive passive
        public | private
        visible | invisible hidden
        """

    private static let amounts = """
        increase raise boost grow gain rise enlarge expand | decrease reduce lower decline lose drop fall shrink cut lessen
        more | less fewer
        most | least
        maximum max maximal | minimum min minimal
        many much | few little
        high higher highest | low lower lowest
        add | remove delete subtract drop
        multiply | divide
        sum plus | difference minus
        up | down
        upgrade | downgrade
        upload | download
        upscale scale_up | downscale scale_down
        zoom_in | zoom_out
        speed_up accelerate faster fast | slow_down decelerate slower slow
        big bigger biggest large larger largest | small smaller smallest little
        long longer longest lengthen | short shorter shortest shorten
        thick thicker thicken | thin thinner
        wide wider widen broad | narrow narrower
        deep deeper | shallow shallower
        heavy heavier | light lighter
        tall taller | short shorter
        full | empty
        fill | empty drain
        fat | thin skinny slim
        gain_weight put_on_weight | lose_weight
        single | multiple married
        ascending | descending
        top | bottom
        upper | lower
        surplus | deficit
        profit | loss
        deposit | withdraw withdrawal
        credit | debit
        inflation | deflation
        strengthen | weaken
        tighten | loosen
        extend prolong | shorten
        exceed | fall_short
        double | halve
        """

    private static let transfers = """
        buy purchase | sell
        send | receive
        import | export
        lend loan | borrow
        give | take receive
        push | pull
        read | write
        input | output
        encourage | discourage
        accept approve | reject refuse decline deny
        allow permit | forbid prohibit ban prevent disallow
        grant | revoke
        hire employ | fire dismiss
        enter | exit leave
        arrive arrival | depart departure leave
        check_in checkin | check_out checkout
        attach | detach
        join | leave split
        merge combine | split separate
        marry | divorce
        attack | defend
        win | lose
        save | spend waste
        keep | discard
        teach | learn
        supply | demand
        employer | employee
        buyer | seller
        sender | receiver recipient
        lender | borrower
        landlord | tenant
        teacher | student
        winner | loser
        ally friend | enemy
        victim | perpetrator
        client | server
        parent | child
        inhale | exhale
        request | response
        follower | leader
        incoming inbound | outgoing outbound
        immigrate immigration | emigrate emigration
        income | expense
        asset | liability
        """

    private static let changes = """
        create make build | delete destroy remove demolish
        insert | delete remove
        appear | disappear vanish
        remember | forget
        find | lose
        pass | fail
        succeed success | fail failure
        fix repair | break
        improve | worsen
        construct | destroy
        assemble | disassemble
        do | undo
        commit | rollback
        stage | unstage
        backup back_up | restore
        confirm | cancel
        schedule book | cancel
        stay | leave
        attract | repel
        admit | deny
        agree | disagree
        trust | distrust mistrust
        love | hate
        live | die
        alive living | dead
        birth | death
        born | die
        ignite | extinguish
        heat warm | cool chill
        wet | dry
        boil boiling | freeze freezing
        melt melting | freeze freezing solidify
        evaporate | condense
        charge | discharge
        lift | lower
        stand_up | sit_down
        sink | float
        include | exclude
        approve | disapprove
        obey | disobey
        prove | disprove
        qualify | disqualify
        cause | prevent cure
        promote | demote
        praise | criticize criticise blame
        reward | punish
        protect | harm
        hurt | heal
        """

    private static let qualities = """
        good | bad evil
        better | worse
        best | worst
        right | wrong
        correct | incorrect wrong
        true | false
        positive | negative
        pros | cons
        pro | con
        advantage benefit pros merit | disadvantage drawback cons downside demerit risk danger
        strength | weakness
        strong stronger strongest | weak weaker weakest
        easy easier easiest | difficult hard harder hardest
        simple | complex complicated
        hot hotter hottest | cold colder coldest
        warm | cool
        rich richer richest wealthy | poor poorer poorest
        cheap cheaper cheapest | expensive costly
        new newer newest | old older oldest
        young younger youngest | old older oldest
        happy | sad unhappy
        love | hate
        safe | dangerous unsafe
        clean | dirty
        hard | soft
        smooth | rough
        sharp | dull blunt
        loud | quiet
        bright | dark
        light | dark
        beautiful pretty | ugly
        smart intelligent clever | stupid dumb
        legal | illegal
        possible | impossible
        normal | abnormal
        healthy | unhealthy
        useful | useless
        careful | careless
        innocent | guilty
        optimistic | pessimistic
        introvert introverted | extrovert extroverted
        modern | ancient
        natural | artificial synthetic
        real | fake
        male | female
        masculine | feminine
        permanent | temporary
        free | paid
        mandatory required compulsory | optional
        major | minor
        primary | secondary
        formal | informal casual
        direct | indirect
        relevant | irrelevant
        regular | irregular
        rational | irrational
        mortal | immortal
        mature | immature
        domestic | international foreign
        local | remote global
        rural | urban
        static | dynamic
        mutable | immutable
        synchronous | asynchronous
        sync | async
        valid | invalid
        sweet | bitter sour
        raw | cooked
        vegetarian veg | non-vegetarian nonveg
        sober | drunk
        generous | stingy
        brave | coward
        fresh | stale
        tight | loose
        dense | sparse
        infinite | finite
        literate | illiterate
        guest | host
        """

    private static let comparisons = """
        before | after
        earlier early | later late
        first | last
        previous | next following
        start beginning | end
        morning | evening night
        day | night
        always | never
        often frequently | rarely seldom
        everyone everybody | nobody
        everything | nothing
        same identical | different
        similarity similarities | difference
        equal | unequal
        for | against
        include including | exclude excluding
        at_least | at_most
        beginner novice newbie | expert professional advanced
        minimum | maximum
        more_than greater_than over above | less_than fewer_than under below
        all | none
        """

    private static let places = """
        left | right
        above | below
        over | under
        inside | outside
        in | out
        front | back rear
        forward forwards | backward backwards
        north northern | south southern
        east eastern | west western
        upstairs | downstairs
        indoor indoors | outdoor outdoors
        internal | external
        interior | exterior
        near | far
        ahead | behind
        horizontal horizontally | vertical vertically
        clockwise | counterclockwise anticlockwise
        row rows | column columns
        prefix | suffix
        head | tail
        source | destination target
        origin | destination
        sender | recipient
        uphill | downhill
        """

    private static let sciences = """
        acid acidic | base basic alkaline
        plus | minus
        numerator | denominator
        mean | median
        exothermic | endothermic
        anode | cathode
        proton | electron neutron
        predator | prey
        herbivore | carnivore
        convex | concave
        even | odd
        prime | composite
        vowel | consonant
        singular | plural
        hardware | software
        frontend front-end | backend back-end
        uppercase upper_case | lowercase lower_case
        encode | decode
        stack | queue
        analog | digital
        theory | practice
        cause | effect
        bull bullish | bear bearish
        supervised | unsupervised
        monarchy | democracy
        capitalism | socialism communism
        liberal | conservative
        war | peace
        heaven | hell
        god | devil
        overweight | underweight
        overestimate | underestimate
        hyperthyroidism | hypothyroidism
        hypertension | hypotension
        hyperglycemia | hypoglycemia
        dehydrate | rehydrate
        systolic | diastolic
        artery | vein
        benign | malignant
        acute | chronic
        """
}
