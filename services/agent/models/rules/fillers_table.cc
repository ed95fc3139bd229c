#include "services/agent/models/rules/fillers.h"

namespace lossy::agent {

namespace {

// After these, "like" compares.
constexpr char kComparing[] =
    "(look|looks|looked|feel|feels|felt|sound|sounds|sounded|seem|seems|seemed|would|i'd|i|we|you|"
    "they|don't|didn't|doesn't|something|things|more|exactly|much|nothing|anything|stuff|really|"
    "not|also|acts|reads|plays|smells|that|this|what)";

// After these, "kind of" means a kind.
constexpr char kOfThings[] =
    "(this|that|the|a|an|what|some|any|another|same|different|these|those|every|one|other|which|"
    "right|wrong|certain|all|each|no)";

}  // namespace

absl::Span<const Fillers::Row> Fillers::Rows() {
  static const Row kRows[] = {
      {"you know", Where::kAnywhere,
       "(do|did|let|if|as|don't|would|make|when|what|so|like|that|how)",
       "(how|what|where|who|why|which|whether|about|if)"},
      {"you know", Where::kSetOff},
      {"(you know what|guess what)", Where::kStart},
      {"i mean", Where::kAnywhere, "(what|that's what|if|do|by|know what|see what)"},
      {"(kind of|sort of|kinda|sorta)", Where::kAnywhere, kOfThings},
      {"like", Where::kSetOff},
      {"like", Where::kAnywhere, kComparing, "", "",
       "(too|really|super|so|way|very|pretty|maybe|"
       "totally|just|kind|sort|a bit|a little|literally|kinda)"},
      {"like", Where::kAnywhere, "", "", "(feel|feels|looks|sounds|seems)",
       "(really|super|very|pretty|kinda|kind of|totally)"},
      {"like", Where::kAnywhere, "", "",
       "(for|by|at|about|up|down|around|and|but|then|or|maybe|so|because|just|it)",
       "(the|a|two|three|four|five|ten|twenty|half|twice|warmer|cooler|you|we|i|louder|bigger)"},
      {"like", Where::kStart, "", "", "",
       "(the|this|that's|it|it's|we|you|can|could|maybe|i|i'm|there|there's|there're|when|at|if|"
       "why|"
       "what|he|she|they|his|her|their|my|our)"},
      {"(i guess|i suppose|i dunno|if that makes sense|does that make sense|you know what i mean|"
       "if you know what i mean|to be honest|to be fair|if i'm being honest|if i'm honest|"
       "in my opinion|as far as i can tell|at the end of the day|how do i put this|how do i say "
       "this|"
       "what's the word|what's it called|what do you call it|what do you call that|let me think|"
       "let me see|so to speak|i'd say|as i said|like i said|as i mentioned|like i mentioned|"
       "by the way|if possible|if you can|if we can|if that's possible|if it's possible|"
       "if that's okay|if that's ok|when you get a chance|when you get a minute|"
       "for what it's worth|more or less|in a way|for lack of a better word|if you will|"
       "believe it or not|needless to say|i must say|i have to say|i gotta say)"},
      {"(or something|or whatever|or anything|and stuff|and stuff like that|or something like that|"
       "or anything like that|and things like that|and everything|and all that)",
       Where::kEnd},
      {"(basically|actually|literally|honestly|obviously|essentially|frankly|personally|anyways|"
       "seriously|clearly)"},
      {"anyway", Where::kStart},
      {"just", Where::kStart},
      {"just", Where::kAnywhere, "", "", "",
       "(too|so|way|a bit|a "
       "little|really|not|feels|feel|seems|seem|looks|like|kind|sort|kinda|super|"
       "very|doesn't|isn't)"},
      {"(okay|ok|alright|all right|yeah|yep|yup|yes|aight|nope|nah|well|oh|ooh|aha|hey|"
       "hey guys|hi guys|guys|hi|wait|also|and|but|then|and then|and also|oh and|anyhow|"
       "man|dude|gosh|oh my god|oh my gosh|jeez|please|hello|now then)",
       Where::kStart, "", "(at|there|how)"},
      {"so", Where::kStart, "", "(that|far|much|many|good|nice|great|beautiful|well|cool|funny)"},
      {"(no|now|right|good|great|cool|sure|listen|look|see|again)", Where::kSetOff, "",
       "(here|there|at)"},
      {"right", Where::kStart, "",
       "(here|now|at|after|before|when|where|there|around|as|side|hand|from|on|in|by|next|off)"},
      {"(i think|i feel like|i believe|you know|i mean|i'd say|right|yeah|okay|ok|no|please|thanks|"
       "thank you|for me|to me|honestly|you guys|guys|though|so|and|but|or|because|like|"
       "you see|then again|man|dude|really though|don't you think|is what i'm saying|isn't it|"
       "that would be (great|good|nice|awesome|perfect|cool|better|amazing|helpful|lovely)|"
       "that'd be (great|good|nice|awesome|perfect|cool|better|amazing|helpful|lovely)|"
       "would be (great|nice|awesome|lovely))",
       Where::kEnd, "(is|are|was|that's|it's|say|says|the|looks|feels|do|said|not|all|doing|too)"},
      {"(i think|i feel|i believe|i feel like|i would say|maybe|say|let's say|for example|"
       "for instance|of course|apparently|to me|for me|again|though|please)",
       Where::kSetOff},
      {"(a|a little|a little bit|a bit) (uh|um)"},
      {"(hang on|hold on|wait|wait wait|one sec|sorry)", Where::kSetOff},
  };
  return kRows;
}

}  // namespace lossy::agent
