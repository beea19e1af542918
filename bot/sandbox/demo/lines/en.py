LINES = {
    # The log's own words
    "title": "Vidhuk: a week of a coffee bar",
    "about": (
        "The real bot runs as a process of its own and talks to a small Telegram on this computer: "
        "no token, no network. The people are made up and the clock is quick. On the left of each "
        "entry: when, in which chat, and who sees it (👀)."
    ),
    "starting": "The bot is starting…",
    "ui_presses": "presses",
    "ui_edited": "edited",
    "ui_refused": "Telegram refused",
    "everybody": "all in the group",
    "recap_title": "What happened",
    "recap": (
        "{requests} requests on record, none lost.\n"
        "Deadlines in the week: {due}. Answered in time: {met}, late: {late}. "
        "The leads knew of every late one beforehand.\n"
        "Kateryna's scarf had waited since Sunday: Monday's summary named it in its first line."
    ),
    "next": "To run the bot for real, fill in the token from @BotFather:",
    "interrupted": "Stopped, and the bot with it.",
    # People and places
    "brand": "Filizhanka",
    "oksana": "Oksana",
    "iryna": "Iryna",
    "dmytro": "Dmytro",
    "lesia": "Lesia",
    "desk_title": "Filizhanka · team",
    "desk_shown": "🗂 Team",
    "leads_title": "Filizhanka · leads",
    "leads_shown": "🚨 Leads",
    "club_title": "Friends of Filizhanka",
    "club_shown": "👥 Friends (group)",
    # Setting up
    "n_link": (
        "Oksana has opened a coffee bar and just started the bot. It printed a one-time link in "
        "the terminal: {link} Whoever opens it is the owner."
    ),
    "n_name": "First the brand gets its name.",
    "n_groups": (
        "Then Oksana adds the bot to three groups. The checklist in her private chat ticks itself."
    ),
    "adds_bot": "Oksana adds the bot here",
    "n_team": (
        "Whoever writes in the team's chat is a manager: the bot checks it with Telegram. Lesia, "
        "the lead, is invited by a link that works once."
    ),
    "iryna_hello": "Good morning! I am on messages until the evening ☕",
    "dmytro_hello": "Here too, call me if it gets busy",
    "lesia_opens": "Lesia opens the invitation",
    # Monday
    "olena": "Olena",
    "n_first": "The first question. Iryna replies to the card, the bot takes it to Olena.",
    "olena_asks": "Good morning! Do you have oat milk in Podil today?",
    "olena_answer": "Hello Olena! Yes, oat and almond. See you before 9 p.m. 🤍",
    "olena_thanks": "Thank you!",
    "n_courtesy": "“Thank you” starts no clock. Iryna closes the request with two taps.",
    "andrii": "Andrii",
    "n_rating": "Olena is asked for a mark in one tap, once a week at most.",
    "n_complaint": "A complaint with a photo. Dmytro takes it, so that nobody answers twice.",
    "andrii_asks": "The coffee came cold again, and it is not my order. Second time this week!",
    "andrii_answer": (
        "Andrii, we are sorry, the bags were mixed up. A hot flat white is on its way, and you "
        "get the money for this order back today."
    ),
    "marta": "Marta",
    "n_group": (
        "Marta asks in the clients' group. The card comes as ever; in the group the bot is silent."
    ),
    "marta_asks": "Could you tell me if an opened bag can be exchanged for another roast?",
    "marta_answer": "Yes, Marta, opened bags too, within a week. Just bring it along!",
    "foreigner": "Богдана",
    "n_foreigner": "Bohdana writes in Ukrainian, and the bot answers her in it.",
    "foreigner_asks": "Добрий день! У вас є кава без кофеїну?",
    "foreigner_answer": "Вітаю! Так, Колумбія декаф, у зернах і мелена. Відправляємо щодня",
    "ivan": "Ivan",
    "n_parcel": "Ivan did not get all that he paid for. Remember: Monday, 15:40.",
    "ivan_asks": "I paid for three bags of Ethiopia and got two. Where is the third?",
    "ivan_answer": (
        "Ivan, I am sorry it took so long. The third bag is at the post office, with a present "
        "from us. You will have the parcel's number in half an hour."
    ),
    "ivan_thanks": "Thanks",
    "ivan_note": "Packed short in the storeroom. I asked them to weigh the boxes.",
    "yuliia": "Yuliia",
    "yuliia_praises": "Best coffee in the neighbourhood, and a special hug for Iryna 😍",
    "n_praise": (
        "Praise is on record too, but waits for nothing: no card, no clock. "
        "In the evening Iryna looks who is still waiting."
    ),
    # Tuesday
    "n_due_soon": (
        "Twenty hours later nobody has answered Marta. Four hours before the deadline both the "
        "team and the leads hear of it."
    ),
    "n_resolved": (
        "Iryna answered in the group itself. The warnings resolved themselves: they say who "
        "answered, and when."
    ),
    "n_forgotten": (
        "The team is opening a second bar, and Ivan is forgotten. The bot warns four hours before "
        "the deadline, and one hour before."
    ),
    "n_breach": "A day has passed, and Ivan has no answer. Now it is Lesia's business.",
    "n_note": (
        "The answer came late, and the record says so. Lesia closes the request, leaves a note, "
        "and asks the bot how it came to that."
    ),
    # The week
    "bohdan": "Bohdan",
    "sofiia": "Sofiia",
    "n_two": (
        "Two clients wait in the group, and Iryna writes without “reply”. The bot does not guess "
        "whose answer it is: it asks the team."
    ),
    "bohdan_asks": "How late are you open today?",
    "bohdan_answer": "Until 9 p.m. today, the kitchen until 8:30",
    "sofiia_asks": "Can I bring my dog?",
    "sofiia_answer": "Of course! There is a bowl of water at the door 🐶",
    "n_instagram": (
        "An hour ago Solomiia wrote on Instagram. The bot is not there, so Iryna logs the request "
        "by hand and corrects the time."
    ),
    "instagram_name": "Solomiia",
    "instagram_asks": "Will the pumpkin latte come back?",
    "instagram_answer": "It will be back on Friday, and with ginger biscuits!",
    "n_brief": (
        "From here in brief: the cards and receipts are the same, so only the talk is shown and "
        "how it ended."
    ),
    "nadiia": "Nadiia",
    "nadiia_asks": "Can I order a cake for Saturday, without nuts?",
    "nadiia_answer": "Yes! Honey cake without nuts, 1.5 kg, from ten o'clock. Shall I book it?",
    "pavlo": "Pavlo",
    "pavlo_asks": "Do you have lunches without lactose?",
    "pavlo_answer": "We do: pumpkin soup and hummus. No lactose, I asked in the kitchen",
    "denys": "Denys",
    "n_blocked": (
        "It happens: a client asked and blocked the bot. The answer did not arrive, and it shows."
    ),
    "denys_asks": "How much is a kilogram of beans for an office?",
    "denys_blocks": "Denys blocks the bot",
    "denys_answer": "Denys, from 780 UAH a kilogram, with a discount from five kilograms",
    "n_rest": "The week goes on.",
    "oleh": "Oleh",
    "oleh_asks": "I would like daily coffee for an office of twenty. What are the terms?",
    "oleh_answer": "Oleh, we bring flasks every morning by 9, from 45 UAH a cup. Start on Monday?",
    "vira": "Vira",
    "vira_asks": "",  # a voice message
    "vira_answer": "Vira, we listened: the table for six on Saturday at 6 p.m. is yours!",
    "roman": "Roman",
    "roman_asks": "My order was promised by ten and it is still not here. Where is the courier?",
    "roman_answer": "Roman, he is five minutes away, stuck on the bridge. The delivery is on us",
    "daryna": "Daryna",
    "daryna_asks": "I suggest a ten-coffee pass, I would buy one at once",
    "daryna_answer": "What a lovely idea, Daryna! From December, and yours is at half price",
    "spammer": "Easy Money",
    "spammer_asks": "Earn $500 a day online, message me now!",
    "taras": "Taras",
    "taras_asks": "May I come with a laptop to work?",
    "taras_answer": "You may! Sockets at the window, quick wi-fi, free refills of filter coffee",
    "polina": "Polina",
    "polina_asks": "I waited forty minutes for pancakes, and they were forgotten. So disappointing",
    "polina_answer": "Polina, we are ashamed. Breakfast is on us, whenever it suits you",
    "kateryna": "Kateryna",
    "n_sunday": "Sunday, a day off, but Filizhanka's clock runs day and night.",
    "kateryna_asks": "I left a blue scarf at your place yesterday. Have you found it?",
    "n_summary": "Monday, 9:00. The week's summary comes to the leads.",
    "kateryna_answer": "Kateryna, it is by the till and smells of coffee. Sorry for the silence",
}
