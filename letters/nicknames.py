"""Common American nicknames. What upstream says of a member comes first; this serves where it is silent."""

_NICKNAMES = """
abraham: abe
albert: al bert
alan: al
alfred: al fred
alexander: al alex sandy
alexandra: alex sandy
andrew: andy drew
anthony: tony
arthur: art
barbara: barb
benjamin: ben benny
bernard: bernie
bradley: brad
carolyn: carol
catherine: cathy cate cat
charles: charlie chuck chas
christine: chris chrissy
christina: chris tina
christopher: chris kit topher
clifford: cliff
cynthia: cindy
daniel: dan danny
david: dave
deborah: deb debbie debra
dennis: denny
donald: don donny
douglas: doug
edward: ed eddie ted ned
edwin: ed
eleanor: ellie
elizabeth: liz beth betty lizzie betsy
emanuel: manny
eugene: gene
frances: fran
francis: frank
franklin: frank
frederick: fred freddie
gabriel: gabe
geoffrey: geoff
george: geo
gerald: gerry jerry
gerard: gerry jerry
gregory: greg
harold: hal harry
henry: hank harry
herbert: herb
jacob: jake
jacqueline: jackie
james: jim jimmy jamie
jeffrey: jeff
jefferson: jeff
jennifer: jen jenny
jerome: jerry
jerrold: jerry
jessica: jess
john: jack johnny jon
jonathan: jon
joseph: joe joey
joshua: josh
judith: judy
julia: julie
katherine: kathy kate katie kay
kathleen: kathy kate katie
kenneth: ken kenny
laurence: larry
lawrence: larry
leonard: len lenny leo
louis: lou louie
lucille: lucy
margaret: maggie peggy meg
matthew: matt
maxwell: max
melvin: mel
michael: mike mick mickey
michelle: shelley
mitchell: mitch
nancy: nan
nathaniel: nate nat
nathan: nate
nicholas: nick
norman: norm
pamela: pam
patricia: pat patty tricia
patrick: pat
peter: pete
philip: phil
phillip: phil
randall: randy rand
randolph: randy
raymond: ray
rebecca: becky becca
richard: rick dick rich ricky
robert: bob bobby rob robby bert
rodney: rod
roderick: rod
ronald: ron ronny
rosalind: roz
rudolph: rudy
russell: russ
samuel: sam
sandra: sandy
sanford: sandy
stanley: stan
stephanie: steph
stephen: steve
steven: steve
susan: sue susie suzie
suzanne: sue suzie
teresa: terri terry
terrance: terry
terrence: terry
theodore: ted teddy
thomas: tom tommy thos
timothy: tim
valerie: val
vernon: vern
victor: vic
victoria: vicky tori
vincent: vince
virginia: ginny
walter: walt wally
wesley: wes
william: bill billy will wm willie
zachary: zach
"""
_FORMAL: dict[str, set[str]] = {}
for _line in _NICKNAMES.split("\n"):
    _formal, _, _short = _line.partition(":")
    for _name in _short.split():
        _FORMAL.setdefault(_name, set()).add(_formal)


def is_same(one: str, other: str) -> bool:
    """Whether one of two folded given names is the other, or short for it: “bob” and “robert”."""
    return one == other or other in _FORMAL.get(one, ()) or one in _FORMAL.get(other, ())


def is_related(one: str, other: str) -> bool:
    """Whether both are short for one name: “bob” and “rob”, but “tina” and “chris” too."""
    return not _FORMAL.get(one, set()).isdisjoint(_FORMAL.get(other, set()))
