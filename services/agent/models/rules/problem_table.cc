#include "services/agent/models/rules/problem_table.h"

namespace lossy::agent {
namespace {

constexpr char kHeard[] =
    "(music|audio|sound|sounds|voice|voices|voiceover|vo|narration|dialogue|dialog|volume|level|"
    "levels|mic|mics|song|track|soundtrack|effects|sfx|speech|talking|interview|score|ambience|"
    "speaker|host|singing|vocals|beat|whoosh|bed|one)";
constexpr char kSeen[] =
    "(shot|shots|footage|image|picture|video|frame|background|scene|scenes|color|colors|colour|"
    "grade|grading|"
    "lighting|light|look|skin|tones|tone|face|faces|clip|contrast|interview|white|highlights|"
    "sky|it|this|that|everything)";
constexpr char kAdjusted[] =
    "(balance|sync|timing|color|colors|colour|grade|exposure|framing|levels|spelling|alignment|"
    "kerning|focus|horizon|spacing|mix|volume|ratio|tone|tones|temperature|pacing|lighting)";

constexpr Quality kQualities[] = {
    {"(slow|sluggish)", Degree::kVery, {"speed", "up"}, {"slow", "down"}},
    {"(fast|quick|rapid)", Degree::kSome, {"slow", "down"}, {"speed", "up"}},
    {"(rushed|hurried)", Degree::kNone, {"slow", "down"}},
    {"loud", Degree::kVery, {"turn", "down"}, {"turn", "up"}},
    {"(quiet|faint)", Degree::kVery, {"turn", "up"}, {"turn", "down"}},
    {"(low|soft)", Degree::kSome, {"turn", "up"}, {"turn", "down"}, kHeard},
    {"(high|hot)", Degree::kSome, {"turn", "down"}, {"turn", "up"}, kHeard},
    {"(dark|dim|murky)", Degree::kVery, {"brighten"}, {"darken"}},
    {"underexposed", Degree::kNone, {"brighten"}},
    {"bright", Degree::kSome, {"darken"}, {"brighten"}},
    {"(overexposed|over exposed|blown out)", Degree::kNone, {"bring down the exposure of"}},
    {"(long|lengthy)", Degree::kVery, {"shorten"}, {"lengthen"}},
    {"(short|brief)", Degree::kToo, {"lengthen"}, {"shorten"}},
    {"(big|large|huge)", Degree::kSome, {"make", "", "smaller"}, {"make", "", "bigger"}},
    {"(small|tiny)", Degree::kVery, {"make", "", "bigger"}, {"make", "", "smaller"}},
    {"(blurry|fuzzy)", Degree::kNone, {"sharpen"}},
    {"sharp", Degree::kToo, {"soften"}, {"sharpen"}},
    {"(out of focus|out-of-focus)", Degree::kNone, {"fix the focus of"}},
    {"(shaky|jittery|wobbly)", Degree::kNone, {"stabilize"}},
    {"(oversaturated|over saturated|over-saturated)", Degree::kNone, {"reduce the saturation of"}},
    {"(saturated|vivid)", Degree::kSome, {"reduce the saturation of"}, {"boost the saturation of"}},
    {"(desaturated|undersaturated)", Degree::kNone, {"boost the saturation of"}},
    {"(washed out|washed-out)", Degree::kNone, {"add contrast to"}},
    {"flat", Degree::kSome, {"add contrast to"}, {""}, kSeen},
    {"(contrasty|contrast-y)", Degree::kNone, {"reduce the contrast of"}},
    {"(warm|orange|yellow)", Degree::kSome, {"cool", "down"}, {"warm", "up"}, kSeen},
    {"(cold|cool|blue)", Degree::kSome, {"warm", "up"}, {"cool", "down"}, kSeen},
    {"(abrupt|jarring|choppy|harsh|jumpy)", Degree::kNone, {"smooth", "out"}},
    {"smooth", Degree::kToo, {""}, {"smooth", "out"}},
    {"(confusing|unclear)", Degree::kNone, {"clarify"}},
    {"clear", Degree::kToo, {""}, {"clarify"}},
    {"(vague|ambiguous)", Degree::kVery, {"clarify"}},
    {"(repetitive|repetitious)", Degree::kNone, {"cut the repetition in"}},
    {"(redundant|unnecessary|not needed|not necessary|irrelevant)", Degree::kNone, {"remove"}},
    {"(distracting|overpowering|overwhelming)", Degree::kNone, {"tone", "down"}},
    {"(much|heavy|aggressive|intense|dramatic|flashy|obvious|prominent)",
     Degree::kToo,
     {"tone", "down"}},
    {"(subtle|weak)", Degree::kToo, {"make", "", "stronger"}, {"tone", "down"}},
    {"strong", Degree::kToo, {"tone", "down"}, {"make", "", "stronger"}},
    {"cluttered", Degree::kNone, {"simplify"}},
    {"(busy|complicated|technical|dense|wordy)", Degree::kSome, {"simplify"}},
    {"(crooked|tilted|slanted)", Degree::kNone, {"straighten"}},
    {"(off center|off-center|off centre|not centered|uncentered)", Degree::kNone, {"center"}},
    {"(misspelled|misspelt|spelled wrong|spelt wrong|spelled incorrectly)",
     Degree::kNone,
     {"correct the spelling of"}},
    {"(incorrect|inaccurate)", Degree::kNone, {"correct"}},
    {"(outdated|out of date)", Degree::kNone, {"update"}},
    {"broken", Degree::kNone, {"fix"}},
    {"off", Degree::kNone, {"fix"}, {""}, kAdjusted},
    {"muffled", Degree::kNone, {"clear", "up"}},
    {"muddy", Degree::kNone, {"clear", "up"}, {""}, kHeard},
    {"(echoey|echoy|reverby)", Degree::kNone, {"reduce the echo in"}},
    {"boomy", Degree::kNone, {"reduce the bass in"}},
    {"(noisy|hissy|crackly|staticky)", Degree::kNone, {"reduce the noise in"}},
    {"(clipping|peaking|distorted|distorting)",
     Degree::kNone,
     {"fix the distortion in"},
     {""},
     kHeard},
    {"grainy", Degree::kNone, {"reduce the grain in"}},
    {"pixelated", Degree::kNone, {"fix the pixelation in"}},
    {"glitchy", Degree::kNone, {"fix the glitches in"}},
    {"(out of sync|not in sync|not synced|off sync)", Degree::kNone, {"sync", "up"}},
    {"late", Degree::kToo, {"bring", "in", "earlier"}},
    {"early", Degree::kToo, {"bring", "in", "later"}},
    {"tight", Degree::kToo, {"loosen"}, {"tighten"}},
    {"(wide|loose)", Degree::kToo, {"tighten"}, {"widen"}},
    {"missing", Degree::kNone, {"add"}},
    {"(thin)", Degree::kToo, {"make", "", "thicker"}},
    {"(thick)", Degree::kToo, {"make", "", "thinner"}},
    {"transparent", Degree::kToo, {"make", "", "more opaque"}},
    {"opaque", Degree::kToo, {"make", "", "more transparent"}},
    {"(boring|bland)", Degree::kNone, {"liven", "up"}},
    {"(uneven|inconsistent)", Degree::kNone, {"even", "out"}},
    {"(hard|difficult|impossible|tough|tricky) to read",
     Degree::kNone,
     {"make", "", "easier to read"}},
    {"(hard|difficult|impossible|tough) to (see|make out)",
     Degree::kNone,
     {"make", "", "easier to see"}},
    {"(hard|difficult|impossible|tough|tricky) to hear",
     Degree::kNone,
     {"make", "", "easier to hear"}},
    {"(hard|difficult|impossible|tough|tricky) to understand",
     Degree::kNone,
     {"make", "", "easier to understand"}},
    {"(hard|difficult|impossible|tough|tricky) to follow",
     Degree::kNone,
     {"make", "", "easier to follow"}},
    {"(unreadable|illegible|not readable|not legible)", Degree::kNone, {"make", "", "readable"}},
    {"(readable|legible)", Degree::kToo, {""}, {"make", "", "more readable"}},
    {"(visible|noticeable)",
     Degree::kToo,
     {"make", "", "less visible"},
     {"make", "", "more visible"}},
};

constexpr Predicate kPredicates[] = {
    {"(drags|drag|is dragging|are dragging|kind of drags|really drags) (on|) (a bit|a little|) "
     "(too much|)",
     {"tighten"}},
    {"(goes on|go on|runs|run|lasts|last|goes|lingers|stays|holds|stays up|stays on screen|"
     "is on screen|runs on) (for|) (way|a bit|a little|a little bit|far|much|just|) too long",
     {"shorten"}},
    {"(comes in|come in|starts|start|kicks in|appears|pops up|shows up|enters|begins|comes up|"
     "cuts in|is coming in) (way|a bit|a little|a little bit|far|much|just|) too (early|soon)",
     {"bring", "in", "later"}},
    {"(comes in|come in|starts|start|kicks in|appears|pops up|shows up|enters|begins|comes up|"
     "cuts in|is coming in) (way|a bit|a little|a little bit|far|much|just|) too late",
     {"bring", "in", "earlier"}},
    {"(disappears|disappear|goes away|fades out|cuts off|ends|leaves|stops|vanishes|is gone) "
     "(way|a bit|a little|a little bit|far|much|) too (fast|quickly|soon|early)",
     {"hold", "", "longer"}},
    {"(goes by|go by|flies by|flashes by|moves|move|goes|plays|scrolls|rolls|zips by|whips "
     "by|flies past) "
     "(way|a bit|a little|a little bit|far|much|) too (fast|quick|quickly)",
     {"slow", "down"}},
    {"(moves|move|goes|plays|scrolls|rolls) (way|a bit|a little|a little bit|far|much|) too "
     "(slow|slowly)",
     {"speed", "up"}},
    {"(needs to go|need to go|has to go|should go|can go|could go|needs to come out|has to come "
     "out)",
     {"remove"},
     true},
    {"(needs work|needs some work|needs a little work)", {"rework"}, true},
};

constexpr DegreeWord kDegreeWords[] = {
    {"(way|a bit|a little|a little bit|a tad|a touch|much|far|just|slightly|still|really|almost|"
     "just a little|just a bit|just way|maybe|perhaps|probably|honestly) too",
     Degree::kToo},
    {"(too|overly|excessively|just too|still too|all too)", Degree::kToo},
    {"(a bit|a little|a little bit|slightly|somewhat|a tad|a touch|rather|just a bit|just a little|"
     "maybe a bit|maybe a little|still a bit|still a little|just slightly|a bit on the|"
     "a little on the|on the)",
     Degree::kSome},
    {"(really|very|so|super|quite|pretty|extremely|incredibly|awfully|way|insanely|ridiculously|"
     "fairly|totally|completely|absolutely|still|just|just so|still really|really really|very very|"
     "super super|kinda)",
     Degree::kVery},
};

constexpr Defect kDefects[] = {
    {"(hum|hiss|buzz|buzzing|humming|hissing|noise|noises|background noise|wind noise|echo|static|"
     "feedback|crackle|crackling|click|clicks|clicking|pop|pops|popping|rumble|ringing|squeak|"
     "black frame|flash frame|reflection|glare|smudge|hair|flicker|flickering|cable|"
     "boom mic|light stand|tripod|shadow|reverb|"
     "high pitched noise|high-pitched noise|low hum|mouth noise|breathing noise)",
     "remove"},
    {"(typo|typos|misspelling|spelling mistake|spelling error|mistake|error|glitch|glitches|"
     "artifact|artifacts|gap|gaps|jump cut|continuity error|color shift|sync issue|audio dropout|"
     "dropout|dead pixel|focus issue)",
     "fix"},
};

}  // namespace

absl::Span<const Quality> Qualities() { return kQualities; }
absl::Span<const Predicate> Predicates() { return kPredicates; }
absl::Span<const DegreeWord> DegreeWords() { return kDegreeWords; }
absl::Span<const Defect> Defects() { return kDefects; }

}  // namespace lossy::agent
