#include "services/agent/models/rules/vocabulary_tables.h"

namespace lossy::agent {
namespace {

constexpr int kTopic = notes::v1::NOTE_CATEGORY_EDITING;

constexpr Entry kEntries[] = {
    {kTopic, 3, "=(cuts|drop in)"},
    {kTopic, 5.5, "=(extra frame)"},
    {kTopic, 5,
     "(jump cut|jump cuts|hard cut|straight cut|match cut|l cut|j cut|cut away|cutaway|"
     "cutaways|cross dissolve|crossfade|cross fade|fade in|fade out|fade to black|"
     "fade from black|fade to white|dip to black|b roll|broll|black frame|black frames|"
     "flash frame|smash cut|dissolve|transition|transitions|splice|montage order|"
     "rough cut|fine cut|cut point|edit point|in point|out point|whip pan|wipe|iris|"
     "split screen|picture in picture|take two|second take|first take|third take|"
     "other take|another take|different take|better take|alternate take|alt take|"
     "last take|freeze frame|time lapse|speed ramp|multicam|continuity|cut to|cut back|"
     "cut between|cutting between|cut from|cuts from|cut too early|cut too late|"
     "cut early|cut sooner|cut earlier|cut later|cut it|cut this|cut that|cut out|"
     "cut down|cut the|trim the|trim this|trim that|trim it|start on|"
     "start this on|come in on|go straight to|go right to|jump to|jump straight|skip to|"
     "skip ahead to|swap in|sub in|switch to|flip the order|reverse the|move up|"
     "move back|push back|bring forward|put this first|put that first|cover the cut|"
     "hide the cut|hide the edit|frames early|frames late|frames too early|"
     "frames too late|few frames|tail end|trim the fat|leave in|leave that in|"
     "leave this in|same footage|same clip|same shot|used twice|used already|"
     "already used|already saw|already seen|cold open|back and forth|cut around|"
     "tighten the edit|cut on|cuts on|go to the close|go to the wide|go back to the|"
     "come back to the|head of this|head of that|head of the|tail of|shave|snip|excise|"
     "reorder|resequence|interleave|repeats|end it on|end it here|end here|begin with|"
     "finish on|lead into|segue|lead in|lead out|come in earlier|come in later|"
     "come out earlier|get out earlier|get in later|start later|start earlier|splits|"
     "ums|um|uh|stumble|stumbles|stumbling|flub|flubs|flubbed|false start|"
     "go straight|straight from|straight to|go from|cut together|cutting together|"
     "don't cut together|edit together|awkward jump|jumps|weird jump|big jump|"
     "sudden jump|jump here|jump there|jump right|jump between|jump from|"
     "cut away before|cut before|cut after|cut right|cut when|cut as|cut in|"
     "get out of this|get into this|get into the scene|out of this scene|out of the scene|"
     "everything from|everything before|everything after|use the take|the take where|"
     "take where|version where|chapter|chapters|keep only|only keep|reuse|reused|"
     "recycle|condense into|break this up|break it up|break up|split this|split it|"
     "combine these|merge these|join these|string together|back to back|tail of the|"
     "before the logo|after the logo|dissolve between|softer transition|"
     "smoother transition|transition into|transition from|transition between|fade between|"
     "whoosh transition|hold the last frame|freeze the|freeze on|start the video with|"
     "start the video on|open the video|open with|open on|close with|close on the|"
     "end with|end on|starting with|ending with|rather than|instead of cutting|"
     "cutaway to|reaction shot|react|reaction|reaction of|bridge shot|pickup shot|"
     "pick up shot|coverage|alternate angle|alt|safety take|line flub|cough|coughs|"
     "coughing|sneeze|blooper|mess up|messes up|messed up|restart|restarts his|"
     "restarts her|starts over|said it twice|says it twice|says that twice|repeat shot|"
     "shot repeats|footage repeats|order|out of order|earlier in the|later in the|"
     "earlier in this|to the front|to the beginning|to the end|to the top|up front|"
     "switch these|switch those|reversed|other angle|a cam|b cam|"
     "main camera)"},
    {kTopic, 5.5,
     "(other way round|other way around|wrong way round|wrong order|right order|"
     "swap these|swap those|swap the (order|two|shots|clips|scenes)|switch these two|come "
     "first|comes first|"
     "go first|goes first|be first|come last|comes last|go last|come before|comes before|"
     "go before|goes before|come after|comes after|go after|goes after|come earlier|"
     "come later|comes earlier|comes later|two times in a row|three times in a row|"
     "shows up twice|shows up again|shows up three|shows up two|appears twice|"
     "in the opening already|already in the|gets chopped|chopped off so|gets cut off|"
     "is cut off mid|off mid|mid sentence|mid word|middle of a word|middle of the word|"
     "middle of a sentence|halfway through a word|clip the start|clips the start|"
     "clips the end|clip the end|hide that|hide this|hide the jump|cover that|"
     "cover this|cover it with|cover the jump|paper over|end the scene|end the shot|"
     "end the video|end the clip|end the film|stray frame|random frame|single frame|"
     "one frame|a frame of|frame of something|leftover frame|then suddenly|suddenly in|"
     "suddenly has|suddenly is|suddenly gone|different hand|in his left hand|"
     "in her left hand|in his right hand|in her right hand|lose everything|"
     "drop everything|cut everything|delete everything|remove everything|go wide|"
     "start wide|start close|start tight|start on the close|start on the wide|"
     "and then go wide|back a few frames|a few frames|couple of frames|couple frames|"
     "few frames back|swap that|swap this|use another one|use a different one|"
     "use the other|pick another|pick a different|from the other take|that take|"
     "hang around|before he starts|before she starts|before they start|before it starts|"
     "after she thanks|after he thanks|all the way to|to black|goes black|"
     "cut straight|jump straight|skip straight|go directly)"},
    {kTopic, 4.5,
     "(cut|trim|edit|edited|rearrange|re order|shuffle|chop|lop|nix|ditch|scrap|"
     "loop|stitch|intercut|recut|re cut|re edit|stagger|overlap|abrupt|abruptly|"
     "jarring|jumpy|choppy|bridge|sequence|timeline|duplicate|repeat|repeated|"
     "twice in a row|same shot twice|same clip twice|restructure|bookend|"
     "reverse the order|swap the order|order of)"},
    {kTopic, 6,
     "((use|show|insert|add) (a|the|another|that|some) (shot|shots|clip|clips|take|angle|reaction)|"
     "(cut|cuts) (him|her|it|them|me) off|(scene|shot|part|bit|clip|section|line|sentence|bit) "
     "(can|could|has to) go)"},
    {kTopic, 5,
     "(both of these|both of those|don't need both|one of these two|you left|left over from|"
     "still in there|still in here|glitch between|blip between|ends too|ends suddenly|ends "
     "abruptly|"
     "ends so|stops suddenly|stops abruptly|joined more|join them|join the two|flash of the)"},
    {kTopic, 5.5,
     "(just black|black screen|screen is black|same transition|same effect|every single time|"
     "one cut after another)"},
    {kTopic, 3, "(other camera|second camera)"},
    {kTopic, 5, "(in here twice|in there twice|twice in|twice now|doesn't belong|does not belong)"},
    {kTopic, 2.5, "(drop (this|that|it))"},
    {kTopic, 4,
     "(between (the|these|the two|two|those) (shots|clips|scenes|takes|parts|sections))"},
    {kTopic, 5,
     "(go|went|switch|change) back to (that|the) (one|last|old|other|previous|first|original)"},
    {kTopic, 4,
     "((this|another|a|first|third|last|other|different|better|best|alternate|"
     "cleaner) take|takes)"},
    {kTopic, 3,
     "(clip|clips|gap|seam|structure|tail|placeholder|slate|move the|move this|"
     "move that|cuts)"},
    {kTopic, 2.5,
     "(remove|delete|replace|swap|get rid of|take out|lose the|drop the|leave out|"
     "insert|lose it|pull out|lose this|lose that|take this out|take that out)"},
    {kTopic, 2,
     "(before|after|instead|earlier|later|extend|lengthen|cleaner|smooth|smoother|"
     "combine|merge|split|montage|footage twice|put|bring|start with|outtake|"
     "outtakes|bloopers)"},
    {kTopic, 1, "(part|section|bit)"},
};

}  // namespace

absl::Span<const Entry> EditingEntries() { return kEntries; }

}  // namespace lossy::agent
