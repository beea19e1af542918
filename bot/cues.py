"""The words and phrases by which `bot.classify` tells the kinds of messages apart.

Cues are separated by commas. `*` ends a stem and stands for any ending ("скарг*"), or begins one
("не *ли" is "не" and a word on -ли). `^` asks for a cue that opens a sentence, greetings aside.
Write them in lower case, without apostrophes, with "е" for "ё". The longest cue at a place wins,
and "не", "not", "без" before a cue turn praise into complaint and silence a complaint.

Weights: 3 says it all, 2 is enough by itself, 1 needs company.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.cues_complaint import COMPLAINT
from bot.cues_trouble import TROUBLE
from storage.vocabulary import Kind

_ENOUGH = 2  # each trouble says by itself that somebody complains
_COMPLAINT = {**COMPLAINT, _ENOUGH: ",".join([COMPLAINT[_ENOUGH].strip(), *TROUBLE.values()])}

CUES: dict[tuple[Kind, int], str] = {
    **{(Kind.COMPLAINT, weight): cues for weight, cues in _COMPLAINT.items()},
    (Kind.SUGGESTION, 3): """
        хочу запропонув*, хочу предлож*, хотів би запропон*, хотіла б запропон*, хотел бы предлож*,
        хотела бы предлож*, have you considered, have you thought, ever thought, не завадило б,
        не помешало бы, might be nice, might be better, пропоную, пропонуємо, пропонував би,
        пропонувала б, предлагаю, предлагаем, предложил бы, предложила бы, є пропозиція,
        маю пропозицію, есть предложение, ідея, идея, є ідея, есть идея, маємо ідею, маю ідею,
        i suggest, we suggest, suggestion, suggest*, раджу, радимо, радив би, радила б, порадив би,
        порадила б, советую, советуем, чому б не, чому б нам, чому б вам, чом би, чому би,
        почему бы, як варіант, как вариант, а що як, а що якщо, а что если, what if, how about,
        why not, why dont we, why dont you, lets, чи не варто, не варто б, можна було б,
        можна було би, можно было бы, you could, we could, you might, was thinking, would be nice,
        would be great, would be good, would be cool, would be better, would be awesome,
        would be helpful, would be lovely, would be useful, would be amazing, would love to see,
        would like to see, id love to see, love to see, like to see, please consider, consider,
        може краще, може лучше, может лучше, можливо краще, возможно лучше, maybe better,
        може варто, може б, может стоит, может быть стоит, feature request, an idea, my idea,
        have an idea, got an idea, one idea, idea for, хорошо бы, добре б, добре би, добре було б,
        непогано б, неплохо бы, непогано було б, я бы *ла, я бы *л, я б *ла, я б *в, я би *ла,
        я би *в, might be good, could be good, could be nice
    """,
    (Kind.SUGGESTION, 2): """
        пора б, пора бы, зробіть більше, сделайте больше, більше б, побільше, побольше, could use,
        itd be, id prefer, would prefer, запропон*, предлож*, пропозиці*, ідею, ідеї, идею, идеи,
        idea, recommend, рекомендую, рекомендуємо, рекомендуем, варто, варт, стоит *ть, стоит *ти,
        слід *ти, следует *ть, треба б, треба було б, надо бы, нужно бы, потрібно б, ^може,
        ^а може, ^может, ^а может, ^можливо, ^возможно, ^может быть, maybe we, maybe you,
        maybe add, maybe try, maybe use, perhaps we, perhaps you, you should, we should,
        should add, давайте, давай, what about, а якщо, було б, було би, было бы, хотілося б,
        хотілось б, хотілось би, хотілося би, хотілосяб, хотелось бы, хотелось б, краще б,
        краще би, лучше бы, ліпше, ^краще, ^лучше, лучше *ть, краще було б, ^better, спробуй*,
        спробуєм*, попробуй*, попробуем, try *ing, додайте, добавьте, додаймо, додамо, добавим,
        побажан*, пожелан*, на вашому місці, на вашем месте, if i were you, хочу бачити,
        хотіли б бачити, хотели бы видеть, хотів би бачити, хотіла б бачити, можна додати,
        можно добавить, можна добавить, порада, маленька порада, совет, tip for, i would add,
        i would change, i would use, it might be
    """,
    (Kind.SUGGESTION, 1): """
        хай, нехай, пусть, prefer, can we add, можна зробити, можно сделать, краще, лучше, better,
        може, может, можливо, возможно, maybe, perhaps, частіше, чаще, more often, більше, больше,
        more, менше, меньше, less, думаю, мені здається, мне кажется, i think, зробимо, зробим,
        сделаем, замість, вместо, instead of, should, хотів би, хотіла б, хотіли б, хотели бы,
        хотел бы, хотела бы, щоб було, чтобы было, wish, add, слід, было б, корисно, полезно,
        useful, цікавіше, интереснее, треба, надо
    """,
    (Kind.PRAISE, 3): """
        вас советую, вас раджу, вас рекоменд*, всем рекомендую, всем советую, всім раджу,
        всім рекоменд*, усім рекоменд*, made my day, spot on, nailed it, найсмачн*, найкращ*,
        лучшие, лучший, лучшая, молодці, молодець, молодцы, молодец, молодчин*, умнич*, розумнич*,
        розумник*, респект, браво, bravo, kudos, в захват*, в восторг*, захватил*, обожню*, обожаю,
        обожаем, так тримати, так держать, keep it up, keep up the, good job, great job, well done,
        nice work, great work, good work, amazing work, excellent work, amazing job, excellent job,
        nice job, wonderful job, fantastic job, hats off, гарна робота, чудова робота,
        хорошая работа, отличная работа, супер робота, highly recommend, на висоті, на высоте,
        краще ніж очік*, краще ніж дума*, лучше чем ожид*, лучше чем дума*, better than expected,
        better than we, перевершил*, превзош*, exceeded, рекомендую вас, рекомендуємо вас,
        рекомендуем вас, рекомендую всім, рекомендую усім, рекомендую всем, раджу всім, раджу вас,
        советую всем, recommend you, best team, the best, love it, loved it, love this, love your,
        love the, love how, love working, знахідка, находка, you rock, guys rock, rocks,
        золоті руки, золотые руки, перевищил* очікуван*
    """,
    (Kind.PRAISE, 2): """
        пощастило, повезло, lucky, довіряємо, доверяем, amazed, enjoyed, enjoy, fab, fabulous,
        adore*, impeccable, flawless*, on point, душевн*, затишн*, уютн*, як завжди супер, супер,
        суперськ*, суперов*, класн*, клас, класс, классн*, кльов*, клев*, круто, крутий, крута,
        круте, круті, крутой, крутая, крутые, крутяк, крутезн*, чудов*, чудесн*, прекрасн*,
        шикарн*, шикарно, неймовір*, невероят*, фантаст*, бомба, бомбез*, бомбічн*, вогонь, огонь,
        вогнян*, огненн*, топ, топчик, топов*, кайф*, офігенн*, офигенн*, охуенн*, ахуен*,
        бездоган*, безупреч*, ідеаль*, идеаль*, perfect*, great, awesome, amazing*, excellent*,
        fantastic*, wonderful*, brilliant*, incredible, outstanding, superb, best, beautiful*,
        nice, nicely, lovely, stunning, gorgeous, cool, красив*, красот*, гарно, гарний, гарна,
        гарне, гарні, гарнюч*, захопл*, восхит*, восторж*, подоба*, сподоб*, нравиться, нравится,
        нравятся, нрав*, понрав*, задоволен*, задоволені, доволен, довольн*, довольны, довольні,
        happy, pleased, satisfied, delighted, thrilled, impress*, вражен*, вразил*, вражає,
        впечатл*, вдячн*, благодарн*, grateful, appreciate*, thankful, спасибо огромное,
        огромное спасибо, величезне дякую, величезна подяка, дякуємо за роботу, дякую за роботу,
        спасибо за работу, на ура, прям то, саме те, те що треба, то що треба, то шо треба,
        то шо нада, то что надо, то что нужно, те що потрібно, exactly what we, just what we,
        just what i, exactly what i, талант*, професіонал*, профессионал*, профі, профи, якісн*,
        качествен*, приємн*, приятн*, pleasure, тішить, тішимося, радує, радують, радуе*, щаслив*,
        счастлив*, ура, вау, wow, оце так, оце я розумію, смачн*, вкусн*, tasty, delicious, любимо,
        люблю, любим, love, loved, loving, приголомш*, потужн*, мощно, файн*, допомогли, helpful,
        дуже добре, очень хорош*, хорошо получил*, very good, so good, really good, looks good,
        looks great, зірки, зірочк*, five stars, 5 stars, на відмінно, на отлично, відмінн*,
        отличн*, достойн*, гідно, magic, магія, мімімі, милот*, неперевершен*, окрас*, професійно,
        thumbs up, good stuff, legends, lifesaver*, geniuses, genius, геніальн*, гениальн*,
        порадувал*, порадовал*, хвал*, дякуємо за вашу роботу, дякую за вашу роботу,
        спасибо за вашу работу, thank you for your work, врятували, спасли, saved us
    """,
    (Kind.PRAISE, 1): """
        дуже дяку*, щиро дяку*, величезн*, спасибо большое, большое спасибо, благодар*, подяк*,
        thank you so much, thanks a lot, many thanks, зайшл*, зайшов, зашло, зашел, зашла, швидк*,
        оперативн*, быстр*, fast, quick, quickly, яскрав*, ярк*, вирос*, зросл*, зріс, выросл*,
        вырос, grew, growing, нарешті, наконец*, finally, нормальн*, добр*, хорош*, good, рада,
        радий, раді, рады, рад, помогли, helped, непоган*, неплох*, not bad, бодр*, стильн*,
        цікаво, интересно, дякуємо вам, працюють добре, ого, лайк, помилк* виправил*,
        ошибк* исправил*, надійн*, уваж*, внимательн*, чуйн*, ввічлив*, вежлив*, friendly, polite,
        smooth*, вгору, вверх
    """,
    (Kind.QUESTION, 3): """
        скіки стоїть, скіки стоїт, скільки стоїть, скіки кошту*, скільки кошту*, сколько стоит,
        сколько будет стоить, скільки буде кошту*, є питання, маю питання, есть вопрос,
        have a question, got a question, quick question, хотів би дізна*, хотіла б дізна*,
        хотіли б дізна*, хотілося б дізна*, хотелось бы узнать, хотел бы узнать, хотела бы узнать,
        хотели бы узнать, хотілося б знати, хотілося б уточн*, хотелось бы уточн*,
        would like to know, love to know, додайте мене, додайте нас, добавьте меня, добавьте нас,
        did you consider, what do you suggest, what do you recommend, що порадите, что посоветуете,
        що ви рекоменд*, що рекоменд*, що ви порад*, що ви пропон*, что вы предлага*
    """,
    (Kind.QUESTION, 2): """
        во сколько, о котрій, до котрої, на котру, до скольки, в котором часу, ^скіки, ^скока,
        help, i would like, id like, i need, we need, cancel my, cancel a, скасуйте, отмените,
        підтвердіть, подтвердите, забронюйте, забронируйте, хочу забронюв*, хочу скасув*, підкаж*,
        подскаж*, підскаж*, скажіть, скажите, скажи, розкажіть, расскажите, tell me, tell us,
        цікавить, цікавлять, цікавимось, интересует, интересуют, интересуемся, уточни*, уточнюю,
        уточняю, питання, вопрос, вопросик, question, дізнат*, узнать, wondering, want to know,
        could you, could u, can you, can u, can i, can we, could i, could we, would you, will you,
        do you, do we, do i, did you, have you, are you, is there, are there, is it, should we,
        should i, may i, how much, how many, how do, how can, how to, how long, what is, whats,
        what are, what do, what does, what time, when will, when can, when is, when are, when do,
        where is, where can, where do, who is, whos, any news, any update*, any chance, any idea,
        що таке, шо таке, что такое, яка ціна, какая цена, по чому, почем, чи варто, чи можна,
        чи буде, чи є, чи треба, чи потрібн*, чи можете, чи робите, чи правильно, ли, ^чи, ^можна,
        ^можно, ^коли, ^де, ^куди, ^хто, ^скільки, ^який, ^яка, ^яке, ^які, ^якого, ^яким, ^якою,
        ^чий, ^чия, ^чому, ^почему, ^why, ^чим, ^кому, ^навіщо, ^звідки, ^когда, ^где, ^куда, ^кто,
        ^сколько, ^какой, ^какая, ^какое, ^какие, ^каким, ^какого, ^чем, ^зачем, ^откуда, ^what,
        ^when, ^where, ^who, ^whose, ^which, ^how, ^is, ^are, ^do, ^does, ^did, ^can, ^could,
        ^have you, ^has, ^will you, ^will it, ^will the, ^will we, ^would, ^should, ^шо там,
        ^що там, ^что там, ^як там, ^как там, шо там по, надішліть, пришліть, скиньте, відправте,
        перешліть, покажіть, поясніть, допоможіть, перевірте, зателефонуйте, подзвоніть,
        передзвоніть, напишіть, звяжіться, нагадайте, пришлите, отправьте, перешлите, покажите,
        объясните, помогите, проверьте, перезвоните, позвоните, напишите, свяжитесь, напомните,
        дайте знати, дайте знать, дайте відповідь, please send, please check, please share,
        please explain, please call, please confirm, please help, please let, please provide,
        please update, please change, please fix, call me, need help, help me, let me know,
        хочу замовити, хочу заказать, запишіть, запишите
    """,
    (Kind.QUESTION, 1): """
        ^є, ^есть, наявн*, в наличии, замовити, заказать, записатис*, записаться, ^що, ^шо, ^что,
        ^як, ^как, ^will, чи, якщо можна, если можно, можете, можеш, можешь, чи не, будь ласка,
        пожалуйста, please, плз, pls, зробіть, сделайте, змініть, измените, поменяйте, поміняйте,
        замініть, замените, виправте, виправіть, исправьте, опублікуйте, опубликуйте, виставте,
        викладіть, выложите, поставте, поставьте, приберіть, уберите, дайте, потрібен, потрібна,
        потрібно, потрібні, нужен, нужна, нужно, нужны, хочу *ти, хочу *ть, want to, цікаво чи,
        цікаво коли, цікаво як, інформаці* про, ціна, цену, вартість, стоимость, price, how, when,
        what, where, who
    """,
    # Set phrases whose words would mislead: they take their place and say nothing.
    (Kind.COMMENT, 0): """
        добрий день, доброго дня, добрий вечір, доброго вечора, добрий ранок, доброго ранку,
        доброї ночі, добрый день, доброго времени, добрый вечер, доброе утро, доброго утра,
        доброй ночи, good morning, good afternoon, good evening, good day, good night, гарного дня,
        гарного вечора, гарних вихідних, гарного тижня, чудового дня, приємного дня,
        приємного вечора, хорошего дня, хорошего вечера, хороших выходных, приятного вечера,
        приятного дня, have a nice day, have a great day, have a good day, have a good one,
        nice day, great day, good weekend, great weekend, nice weekend, happy new year,
        happy birthday, happy holidays, best regards, kind regards, best wishes, всього найкращого,
        найкращі побажання, всего наилучшего, приємно познайомитись, приятно познакомиться,
        nice to meet you, добре, хорошо, харашо, дуже добре дякую, все добре, все хорошо,
        все гаразд, все нормально, норм, no problem, no problems, no worries, not a problem,
        не проблема, нічого страшного, ничего страшного, не страшно, не хвилюйтесь, не переживайте,
        не поспішайте, не спешите, не треба, не надо, не потрібно, не нужно, не забудьте,
        не терміново, не срочно, не проти, не против, нічого не міня*, ничего не меня*,
        нічого не треба, ничего не надо, не питання, питань немає, немає питань, питань нема,
        без питань, нет вопросов, вопросов нет, no questions, no rush, як домовл*, як договор*,
        как договор*, як і домовл*, як обіцял*, як і обіцял*, как обещал*, as promised, as agreed,
        як завжди, как всегда, as usual, as always, not only, не тільки, не лише, не только,
        no idea, love you, довольно, більше не, больше не, не більше, не больше, no more,
        no longer, thank you for your patience, швидкої перемоги, слава україні, так точно,
        as soon as possible, as soon as, тиждень тому, неделю назад, за тиждень, all good,
        good luck, хороших продаж*, ще не виріш*, еще не реш*, не пізніше, не позже,
        not later than, не раніше, не раньше, не вдома, не в офісі, не в офисе, не на місці,
        it was cold, it is cold, its cold, was cold outside
    """,
}


class Cue(NamedTuple):
    """One phrase: its words after the first, and what it says for which kinds."""

    length: int  # words
    letters: int  # breaks ties of length, a cue without stems before one with
    rest: tuple[str, ...]
    opening: bool
    effects: list[tuple[Kind, int]]


class _Index:
    """The cues by how they begin, so that a message meets only the few that may fit."""

    def __init__(self) -> None:
        self.words: dict[str, list[Cue]] = {}
        self.pairs: dict[str, dict[str, list[Cue]]] = {}  # a word and two letters of the next
        self.stems: dict[str, list[tuple[str, Cue]]] = {}  # by the first three letters
        cues: dict[str, Cue] = {}
        for effect, block in CUES.items():
            for phrase in filter(None, (" ".join(each.split()) for each in block.split(","))):
                if phrase not in cues:
                    cues[phrase] = self._added(phrase)
                cues[phrase].effects.append(effect)

    def _added(self, phrase: str) -> Cue:
        first, *rest = phrase.removeprefix("^").split()
        letters = len(phrase) + (0 if "*" in phrase else 100)
        cue = Cue(1 + len(rest), letters, tuple(rest), phrase[0] == "^", [])
        if first[-1] == "*":
            self.stems.setdefault(first[:3], []).append((first[:-1], cue))
        elif rest and rest[0][0] != "*":
            self.pairs.setdefault(first, {}).setdefault(rest[0][:2], []).append(cue)
        else:
            self.words.setdefault(first, []).append(cue)
        return cue

    def beginning(self, word: str) -> tuple[list[Cue], dict[str, list[Cue]]]:
        """Give the cues whose first word is this one: whatever follows, and by what follows."""
        stems = [cue for stem, cue in self.stems.get(word[:3], ()) if word.startswith(stem)]
        return [*self.words.get(word, ()), *stems], self.pairs.get(word, {})


def cue_at(words: Sequence[str], place: int, *, opens: bool) -> Cue | None:
    """Find the longest cue that begins at this place; `opens`: the word opens its sentence."""
    cues, pairs = _beginning(words[place])
    if pairs and place + 1 < len(words):
        cues = [*cues, *pairs.get(words[place + 1][:2], ())]
    best = None
    for cue in cues:
        if (cue.opening and not opens) or (best and cue[:2] <= best[:2]):
            continue
        following = words[place + 1 : place + cue.length]
        if len(following) == len(cue.rest) and all(map(_fits, cue.rest, following)):
            best = cue
    return best


def _fits(pattern: str, word: str) -> bool:
    if pattern[-1] == "*":
        return word.startswith(pattern[:-1])
    return word.endswith(pattern[1:]) if pattern[0] == "*" else word == pattern


@lru_cache(maxsize=1)
def _index() -> _Index:
    """Made when the first message comes: a start need not wait for it."""
    return _Index()


@lru_cache(maxsize=4096)  # few words make up most of what is said
def _beginning(word: str) -> tuple[list[Cue], dict[str, list[Cue]]]:
    return _index().beginning(word)
