#include "services/agent/models/rules/vocabulary_tables.h"

namespace lossy::agent {
namespace {

constexpr int kTopic = notes::v1::NOTE_CATEGORY_PACING;

constexpr Entry kEntries[] = {
    {kTopic, 5.5,
     "(so fast|too fast|too slow|so slow|way too slow|way too fast|crawling|crawls|"
     "dizzy|takes almost|before anything happens|anything happens|nothing happens|"
     "happens too|takes too long|a lot quicker|much quicker|a lot faster|much faster|"
     "a lot slower|much slower|more quickly|more slowly|quicker)"},
    {kTopic, 5,
     "(pacing|pace|tempo|rhythm|momentum|sluggish|cadence|breathing room|"
     "room to breathe|very slow|really slow|a bit slow|a little slow|kind of slow|"
     "too long|way too long|so long|really long|a bit long|a little long|runs long|"
     "runs too long|goes on|on and on|taking too long|"
     "takes a while|for ages|half as long|twice as long|too short|too quick|too quickly|"
     "really fast|moves fast|move faster|go faster|overstay|overstays|"
     "wears out its welcome|wear out its welcome|sprint|sprinting|barrel through|"
     "breeze through|breezing|plod|plodding|meander|meandering|takes its time|"
     "too much time|spend too long|spend too much|spend more time|spend less time|"
     "spends too|more frames|extra frames|another second|a second longer|"
     "another few seconds|extra second|few more seconds|couple more seconds|longer pause|"
     "shorter pause|cut to the chase|get there faster|get there sooner|get into it|"
     "in a hurry|breather|nonstop|exhausting|too much at once|tedious|slow start|"
     "lost me|fell asleep|falling asleep|attention|attention span|patience|"
     "wait too long|waiting|hang on (this|that|the|her|his|it|them)|hold on (this|"
     "them|to)|hold (this|the) shot|let this sit|let it sit|let that sit|let it play|"
     "let this play|let her finish|let him finish|stay with|rapid fire|machine gun|"
     "more air|air out|filler|overlong|lengthy|drawn out|stretches on|laborious|"
     "moves along|move along|move on|move things along|moves too|going too fast|"
     "goes too fast|going by too|goes by|too drawn|too rushed|feels rushed|feels slow|"
     "feels long|feels fast|feels longer|eternity|dragged|abbreviated|cram|crammed|"
     "frantic|relaxed|quicken|accelerate|slack|slower|faster|breathe|loses steam|"
     "lose steam|losing steam|endless|never ends|seems to last|in a blur|blur by|"
     "goes past|takes a long time|long time|takes so long|so slowly|too slowly|drags|"
     "stalls|stalled|bogs down|bogged down|get bogged|get moving|moving slowly|"
     "dead weight|bloated|saggy|sags|sagging|flabby|lean|leaner|trim down the|"
     "beat of silence|moment of silence|moment to breathe|moment to|"
     "give the audience time|give people time|give viewers time|let the viewer|let people|"
     "longer on|stay longer|linger longer|cut faster|cuts faster|cutting faster|"
     "faster cuts|quick cuts|slower cuts|too many cuts|choppy pace|hyper|caffeinated|"
     "lethargic|sleepy|snoozy|snooze|yawn|boring|keep it moving|keeps moving|"
     "keep things moving|drive|drives forward|build tension|tension|suspense|"
     "build up to|slow build|abruptly fast|crescendo too|sooner|get to the|good stuff|"
     "good part|to the action|shorter|condense|compress this|compress the|abridge|"
     "runtime|running time|run time|minutes long|seconds long|too brief|brief|"
     "comic timing|beat before|beat after)"},
    {kTopic, 4,
     "(drag|dragging|rush|rushed|lull|linger|lags|lagging|draggy|slog|let it breathe|"
     "hurry|hurried|dwell|languish|whip by|fly by|flies by|blow past|blow through|"
     "race through|slow down|slow it down|speed up|speed it up|speed this up|"
     "slow this down|pick up the pace|pick it up|tighten up|tighten this up|"
     "tighten it up|get going|get to it|dead air|dead time|dead space|zone out|"
     "lose me|energy drop|energy dip|"
     "hold longer|hold it longer|hold this longer|hold a beat|extra beat|another beat|"
     "a beat|a couple beats|a few beats|stay on|sit with|give it a second|"
     "give it a moment|pause|pauses|dramatic pause|more time|less time|enough time|"
     "give us time|snappy|snappier|punchier|brisk|leisurely|breathless|hectic|"
     "monotonous|let that land|let it land|let the moment|let that moment|moment to land|"
     "time to process|time to read|time to digest|absorb|whizz by|zip by|gallop)"},
    {kTopic, 5,
     "(skip forward|fast forward|skip past|flash through|flash by|flick through|"
     "flick past|skim over|skim through|race past|whizz past|zoom through|zoom past|"
     "needs a second|need a second|second to land|needs to land|time to land|more room|"
     "gone already|already gone|gone before|gone again|minute video|second video|"
     "minutes of this|minutes of that|same length|hypnotic|relentless|wall to wall|"
     "catch my breath|keep up with|can't keep up|hard to keep up|hard to follow|"
     "so much happening|so much going on|too much going on|take it in|take it all in|"
     "take that in|take this in|take in all|take in a|half the time|half the length|"
     "twice the time|stuck on|stuck here|sits here|sit here|sit there|is forever|"
     "for ever|lose the will|clock|check my watch|watch the clock|impatient|"
     "come to the point|comes to the point|set up and no|so much set up|long set up|"
     "gets going|picks up|pick up here|dies again|dies down|dies here|fizzles out|"
     "close that gap|close the gap|close up the gap|gap between|mix it up|"
     "give it room|give it time|spend longer|spend a bit longer|less rushed|stretched out|"
     "before i can|before you can|before anybody can|before anyone can|"
     "(been|be) (five|ten|fifteen|twenty|thirty) seconds)"},
    {kTopic, 7,
     "(check|checking|checked|look at|looking at|reach for|reaching for) my (phone|watch|email)"},
    {kTopic, 7,
     "((takes|took|take|taking) (forever|ages|an eternity)|losing interest|lose interest|"
     "lost interest|(get|gets|getting) to the point (faster|sooner|quicker|earlier)|too soon|"
     "seconds off|second off|so quick|so quickly)"},
    {kTopic, 3, "(getting a headache|gives me a headache|giving me a headache)"},
    {kTopic, 0.5, "(minute mark|second mark|minutes mark|seconds mark)"},
    {kTopic, 6, "(give (me|us|people|it|them|viewers) a (breath|moment|second|break|beat))"},
    {kTopic, 5, "(forever|keeps going|going on forever|sit on|sits on)"},
    {kTopic, 5.5, "(breather|sinks in|sink in|super slow|super fast|super long|super quick)"},
    {kTopic, 5.5, "(fly by|flies by|didn't catch|can't catch|couldn't catch)"},
    {kTopic, 5, "(outstays|outstay|its welcome|their welcome)"},
    {kTopic, 3, "(energy|beats)"},
    {kTopic, 2.5,
     "(speed|tighten|tighter|bored|long|longer|shorten|repetitive|flow|flows|breath|"
     "timing|crawl|stall|slow burn|slow|quick|fast|rapid)"},
    {kTopic, 1, "(second|hold|build|opening)"},
};

}  // namespace

absl::Span<const Entry> PacingEntries() { return kEntries; }

}  // namespace lossy::agent
