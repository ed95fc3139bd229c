#include "services/agent/note_writer/vocabulary.h"

namespace lossy::agent {
namespace {

constexpr int kPacing = notes::v1::NOTE_CATEGORY_PACING;
constexpr int kAudio = notes::v1::NOTE_CATEGORY_AUDIO;
constexpr int kVisual = notes::v1::NOTE_CATEGORY_VISUAL;
constexpr int kEditing = notes::v1::NOTE_CATEGORY_EDITING;
constexpr int kGeneral = notes::v1::NOTE_CATEGORY_GENERAL;
constexpr int kColor = notes::v1::NOTE_CATEGORY_COLOR;
constexpr int kGraphics = notes::v1::NOTE_CATEGORY_GRAPHICS;
constexpr int kContent = notes::v1::NOTE_CATEGORY_CONTENT;
constexpr int kOther = notes::v1::NOTE_CATEGORY_OTHER;

// A thing by its name weighs 4 to 6, what is mostly said of one category 3, a hint 1 to 2.
constexpr Entry kFeedback[] = {
    {kPacing, 5.5,
     "(so fast|too fast|too slow|so slow|way too slow|way too fast|crawling|crawls|"
     "dizzy|takes almost|before anything happens|anything happens|nothing happens|"
     "happens too|takes too long|a lot quicker|much quicker|a lot faster|much faster|"
     "a lot slower|much slower|more quickly|more slowly|quicker)"},
    {kPacing, 5,
     "(pacing|pace|tempo|rhythm|momentum|sluggish|cadence|breathing room|"
     "room to breathe|very slow|really slow|a bit slow|a little slow|kind of slow|"
     "too long|way too long|so long|really long|a bit long|a little long|runs long|"
     "runs too long|goes on|on and on|takes forever|taking forever|taking too long|"
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
    {kPacing, 4,
     "(drag|dragging|rush|rushed|lull|linger|lags|lagging|draggy|slog|let it breathe|"
     "hurry|hurried|dwell|languish|whip by|fly by|flies by|blow past|blow through|"
     "race through|slow down|slow it down|speed up|speed it up|speed this up|"
     "slow this down|pick up the pace|pick it up|tighten up|tighten this up|"
     "tighten it up|get going|get to it|dead air|dead time|dead space|zone out|"
     "lose interest|losing interest|lost interest|lose me|energy drop|energy dip|"
     "hold longer|hold it longer|hold this longer|hold a beat|extra beat|another beat|"
     "a beat|a couple beats|a few beats|stay on|sit with|give it a second|"
     "give it a moment|pause|pauses|dramatic pause|more time|less time|enough time|"
     "give us time|snappy|snappier|punchier|brisk|leisurely|breathless|hectic|"
     "monotonous|let that land|let it land|let the moment|let that moment|moment to land|"
     "time to process|time to read|time to digest|absorb|whizz by|zip by|gallop)"},
    {kPacing, 3, "(energy|beats)"},
    {kPacing, 2.5,
     "(speed|tighten|tighter|bored|long|longer|shorten|repetitive|flow|flows|breath|"
     "timing|crawl|stall|slow burn|slow|quick|fast|rapid)"},
    {kPacing, 1, "(second|hold|build|opening)"},

    {kAudio, 5,
     "=(cuts out|drops out|cutting out|dropping out|drops off|cut in and out|"
     "cuts in and out)"},
    {kAudio, 4.5, "=(clipping|clips the|popping|rings)"},
    {kAudio, 2, "=(sounds)"},
    {kAudio, 5,
     "(background music|background noise|wind noise|room tone|sound effect|sound effects|"
     "sound design|voice over|voice overs|voiceover|sound mix|audio mix|audio level|"
     "audio levels|music cue|music bed|lip sync|lip syncing|out of sync with the audio|"
     "ambient sound|noise floor|mouth click|mouth noise|audio track|music track|"
     "sound track|background track|the track|backing track|boom sound|frequency|low end|"
     "high end frequencies|p sounds|s sounds|plosive|left channel|right channel|"
     "left ear|right ear|left side only|surround|stereo|mono|sound level|sound levels|"
     "sound quality|audio quality|audio sync|theme music|theme song|record scratch|"
     "mic bump|bump on the mic|bumps the mic|handling noise|room noise|fan noise|"
     "air conditioner|traffic noise|siren|sirens|birds|barking in the background|swell|"
     "underscore|sting|stinger|riser|laugh track|creak|creaking|squeak|squeaky|click|"
     "clicking|thump|thud|bassy|treble|low cut|high pass|noise gate|gated|lufs|"
     "loudness|crosstalk|talking over each other|talk over each other|pitch|pitched|"
     "pitchy|off key|auto tune|autotune|latency|cymbal|trumpet|strings|violin|choir|"
     "remix|make out the words|make out what|can't make out|understand what he's saying|"
     "understand what she's saying|understand what they're saying|understand a word|"
     "what she's saying|what he's saying|what they're saying|sounds thin|sounds hollow|"
     "sounds far|sounds distant|sounds like he's|sounds like she's|sounds like they're|"
     "hollow|speaks too|speaking too softly|too softly|room echo|wind on the|"
     "in the left|in the right ear|earbuds|levels between|level between|musical|"
     "metallic|scratchy|raspy|nasal|compressed|overmodulated|room reverb|s sound|"
     "sibilants|footsteps|gunshot|crowd noise|cheering|applause|voice is|her voice|"
     "his voice|song choice|music choice|tone of his voice|narrator|lav|lavalier|lapel|"
     "shotgun mic|the wind|wind is|windy|microphones|mic'd|clothing rustle|rustle|"
     "rustling|lips|p's|s's|t's|cartoonish sound|calmer song|happier song|sadder song|"
     "different song|another song|different music|new music|this music|that music|"
     "the beat|bpm|band|singer|vocalist|mp3 quality|bitrate of the audio|volume drop|"
     "volume dip|volume drops|volume dips|volume jumps|volume spikes|too loud|so loud|"
     "really loud|too quiet|so quiet|really quiet|barely hear|can't hear|hard to hear|"
     "couldn't hear|hear him|hear her|hear them|hear the|the hearing|audio lag|"
     "audio delay|audio drift|behind the video|ahead of the video|ahead of the picture|"
     "behind the picture|lips don't match|mouth doesn't match|doesn't match his mouth|"
     "doesn't match her lips|her mouth|his lips|take a breath|breathing in|breath before|"
     "inhale|inhales|exhale|sniffle|sniffles|throat|swallow|whistle|whistling|bell|"
     "alarm|ringtone|horn|honk|honking|engine|helicopter|plane|airplane|"
     "construction noise|chewing|tapping|typing sound|paper noise|clattering|hvac|"
     "refrigerator|static in)"},
    {kAudio, 4.5,
     "(music|audio|volume|mic|microphone|narration|narrate|dialogue|dialog|song|"
     "soundtrack|sfx|vo|hum|hiss|buzz|echo|reverb|muffled|loud|louder|quiet|"
     "quieter|decibel|db|eq|sibilance|sibilant|de ess|de esser|tinny|echoey|crackle|"
     "crackling|static|distort|distortion|peaking|mix|mixing|melody|beat drop|drum|"
     "drums|bass|guitar|piano|vocal|vocals|lyric|lyrics|audible|inaudible|hear|"
     "listen|duck|ducking|mute|unmute|noise|noisy|background hum|ambience|ambient|"
     "foley|whoosh|popping|pops|rumble|jingle|tune|instrumental|score|compressor|"
     "limiter|gain|headphones|speakers|soft spoken|mumble|mumbling|whisper|shout|"
     "shouting|feedback loop|chime|ding|bleep|beep|wav|acoustic|orchestral|chorus|"
     "synth|hi hat|snare|crescendo|tone of voice|intonation|enunciate|mumbles|"
     "breathing noise|breaths|gulp|lip smack|boomy|hissy|crunchy|garbled|robotic|"
     "shrill|screechy|drowned out|drown out|drowns|turn up|turn down|turn it down|"
     "turn it up|turn that down|turn that up|turn this down|sound|voice|voices)"},
    {kAudio, 2,
     "(sync|silence|silent|upbeat|level|levels|track|speech|tone|harsh|peak|"
     "clip every|talking over|cue|soft|talks|rings|off beat|on the beat)"},

    {kVisual, 5, "=(a two shot|the two shot)"},
    {kVisual, 5,
     "(out of focus|in focus|depth of field|camera angle|wide angle|wide shot|close up|"
     "closeup|establishing shot|rule of thirds|head room|headroom|boom mic|light stand|"
     "camera shake|green screen|eye line|eyeline|blown out|over exposed|overexposed|"
     "underexposed|under exposed|rolling shutter|motion blur|punch in|push in|zoom in|"
     "zoom out|frame rate stutter|aspect|letterbox|letterboxed|black bars|handheld|"
     "hand held|dolly shot|tracking shot|slow motion|slow mo|mirror image|horizon|"
     "boom in the shot|boom in frame|in the frame|out of frame|top of her head|"
     "top of his head|top of their head|looking at the camera|at the camera|off center|"
     "off centre|rule of third|dutch angle|camera move|camera movement|camera work|"
     "wardrobe|in the reflection|mirrored|reflection in the|license plate|blur out|"
     "eye contact|looking off|looking away|looks off camera|spotlight|hot spot|hotspot|"
     "dust|dirt on the|spot on the lens|scratch on|crew member|cable in|cables|wires|"
     "power cord|coffee cup|messy desk|collar|shiny|shine|sweaty|squinting|red eye|"
     "empty space|negative space|symmetry|symmetrical|low light|night shot|backlight|"
     "backlighting|key light|fill light|rim light|natural light|fisheye|warped|jello|"
     "interlacing|banding|macro|over the shoulder|reverse shot|reverse angle|tilt up|"
     "tilt down|pan left|pan right|aerial|closer on|wider on|tighter on|see more of|"
     "see less of|can't see|see her face|see his face|see their faces|expression|"
     "stock footage|stock photo|stock image|stock shot|upside down|flipped|rotate|"
     "steadier|steady|unsteady|looks soft|center her|center him|centered in frame|"
     "sitting in the|standing in|too close to|too far away|zoomed|crop|prop|props|"
     "set design|set dressing|location|scenery|pose|body language|bouncing|sway|"
     "swaying|focus pull|focus hunts|hunting|autofocus|focal|lens dirty|lens|"
     "stabilization|wobble|static shot|dynamic angle|camera height|eye level|low angle|"
     "high angle|profile|teleprompter|reading off|picture of|bokeh)"},
    {kVisual, 4,
     "(focus|blurry|blur|fuzzy|shaky|shake|stabilize|stabilise|stable|camera|"
     "lighting|light|lit|dark|darker|brighten|bright|brighter|exposure|expose|"
     "shadow|shadows|framing|reframe|composition|cropped|zoom|angle|pixelated|"
     "pixelate|grain|grainy|resolution|reflection|silhouette|backlit|dim|tilted|"
     "straighten|tripod|foreground|backdrop|flicker|flickering|strobe|moire|panning|"
     "pan|soft focus|noise reduction|low res|jittery|jerky|wobbly|smudge|overexposure|"
     "vignette|unflattering|flattering|glasses|make up|makeup|outfit|shirt|wrinkle|"
     "posture|slouching|blinking|gimbal|clutter|cluttered|perspective|"
     "distracting background|logo on his shirt|sharpness|artifacting|artifacts|stutter|"
     "ghosting|aliasing|image quality|picture quality|visually|visuals|visual|jitters|"
     "jitter|exit sign|sign in the|in the background|behind her|behind him|behind them|"
     "background behind|lamp|plant|bookshelf|window|mirror|curtains|desk|chair|"
     "crooked|sharp|unsharp|crisp|crispy|haze|hazy|fog|foggy|dirty lens|water spot|"
     "fingerprint|lighting setup|lit from|overhead light|harsh light|harsh shadow|"
     "harsh shadows|half his face|half her face|side of her face|side of his face|"
     "forehead|chin|ear|nose|teeth|smile|eyes|eye|eyebrow|mouth|arm|arms|shoulder|"
     "shoulders|feet|sitting|standing|posed|looks short|looks tall|looks huge|"
     "looks tiny|flattened|distorted lens|barrel distortion|stretched|squished|squashed|"
     "bad angle|better angle|different angle|another angle|tight on|close on|wide on|"
     "more of the product|more of the room|less of the ceiling|ceiling|floor|wall|"
     "empty wall|product shot|hero shot|beauty shot|insert of|glossy|glare|lens flare|"
     "flares|bars at the top|camera operator|cameraman|crew|boom pole|c stand|tracking|"
     "slider|orbit)"},
    {kVisual, 3, "(drone shot|drone)"},
    {kVisual, 2.2, "(shot|shots|footage|frame|framed|photo|photos)"},
    {kVisual, 2,
     "(background|picture|image|view|face|head|wider|closer|wide|hand|hands|sky|"
     "sharpen|cut off|in the way|visible|obscured|centered|center|left side|"
     "right side|right hand side|left hand side|corner|room|contrast ratio|glow|rack)"},
    {kVisual, 1, "(look)"},

    {kEditing, 3, "=(cuts)"},
    {kEditing, 5,
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
     "cut down|cut the|trim the|trim this|trim that|trim it|drop in|start on|"
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
     "switch these|switch those|reversed|other angle|other camera|a cam|b cam|"
     "second camera|main camera)"},
    {kEditing, 4.5,
     "(cut|trim|edit|edited|rearrange|re order|shuffle|chop|lop|nix|ditch|scrap|"
     "loop|stitch|intercut|recut|re cut|re edit|stagger|overlap|abrupt|abruptly|"
     "jarring|jumpy|choppy|bridge|sequence|timeline|duplicate|repeat|repeated|"
     "twice in a row|same shot twice|same clip twice|restructure|bookend|"
     "reverse the order|swap the order|order of)"},
    {kEditing, 4,
     "((this|another|a|first|third|last|other|different|better|best|alternate|"
     "cleaner) take|takes)"},
    {kEditing, 3,
     "(clip|clips|gap|seam|structure|tail|placeholder|slate|move the|move this|"
     "move that|cuts)"},
    {kEditing, 2.5,
     "(remove|delete|replace|swap|get rid of|take out|lose the|drop the|leave out|"
     "insert|lose it|pull out|lose this|lose that|take this out|take that out)"},
    {kEditing, 2,
     "(before|after|instead|earlier|later|extend|lengthen|cleaner|smooth|smoother|"
     "combine|merge|split|montage|footage twice|put|bring|start with|outtake|"
     "outtakes|bloopers)"},
    {kEditing, 1, "(part|section|bit)"},

    {kColor, 5.5,
     "(color grade|color grading|color correct|color correction|colour grade|"
     "colour grading|colour correction|white balance|skin tone|skin tones|washed out|"
     "color temperature|color balance|color match|match the color|match the colors|"
     "match the colour|color palette|color scheme|color space|black level|black point|"
     "color cast|colour cast|crushed blacks|blacks are crushed|crush the blacks|"
     "lift the blacks|lift the shadows|lifted blacks|teal and orange|black and white|"
     "too blue|too orange|too green|too red|too yellow|too pink|too purple|too magenta|"
     "too warm|too cold|too cool|too saturated|over saturated|under saturated|film look|"
     "color of the sky)"},
    {kColor, 5,
     "(color|colors|colour|colours|colored|grade|graded|grading|saturation|saturate|"
     "saturated|oversaturated|desaturate|desaturated|undersaturated|hue|hues|tinted|"
     "tinge|cast|lut|luts|vibrance|vibrant|gamma|contrasty|warm|warmer|cold|colder|"
     "cooler|greenish|yellowish|orangey|orangish|bluish|reddish|pinkish|purplish|"
     "sepia|monochrome|cyan|crushed|muddy|milky|highlights|midtones|mids|blacks|"
     "whites|reds|blues|oranges|yellows|skin|rec 709|hdr|log footage|palette|"
     "tonality|sickly|radioactive|neon|sunburned|sunburnt|jaundiced|pale|pasty|"
     "bleached|rosy|ruddy|color wise|colorwise|greyish|grayish|ashen|sallow|flushed|"
     "golden|amber|blueish|cool tone|cool tones|warm tone|warm tones|pop in the colors|"
     "richer|pastel|matte|match between|cameras don't match|shots don't match|"
     "match the other camera|match the other|violet|turquoise|beige|moodier|moody|"
     "darker and|color pop|rich color|color shift|color shifts|shift in color|"
     "color change|skin looks|his skin|her skin|look sick|looks sick|looks sickly|"
     "too contrasty|low contrast|more contrast|less contrast|shadows too|tonal|"
     "look warmer|look cooler|cinematic look|day for night|temperature|kelvin|"
     "daylight balanced|tungsten|fluorescent|faded look|looks faded|vivid|garish|drab|"
     "greens|magenta|yellow cast|blue cast|green cast|red cast|warmth|color drift|"
     "color difference|different color|different colors|tint|look green|looks green|"
     "looks blue|looks orange|looks yellow|looks red|looks pink|looks purple|"
     "look orange|look yellow|look blue|look pink|looks grey|looks gray|look gray|"
     "looks magenta|tealish|teal|turn purple|turn green|cool it off|cool them off|"
     "cool this down|warm this|warm it|warm that|sunset|golden hour|grass|foliage|"
     "purple|pinks|saturation level|pop|punchy|punchier image|punchier colors|"
     "flat look|too flat|looks dull|dull image|washed|contrast|dynamic range|"
     "shadows are crushed|shadows are too|highlights are|clipped highlights|"
     "clipped whites|raise the blacks|lower the blacks|exposure match|color chart|"
     "look consistent|match shot to shot|shot to shot|look like different|black levels|"
     "vignette color|tone it)"},
    {kColor, 3.5,
     "(orange|yellow|green|blue|pink|cool them|cool it|cool down|warm up|warm it up|"
     "gray|grey|brown|tones|look flat|looks flat|filter|pop more|shadows are|"
     "flat image|dull)"},

    {kGraphics, 5.5,
     "(lower third|lower thirds|lower 3rd|end card|end cards|end screen|title card|"
     "title cards|title screen|text on screen|on screen text|onscreen text|text overlay|"
     "call out|callout|callouts|motion graphic|motion graphics|progress bar|"
     "subscribe button|closed caption|closed captions|font size|type face|"
     "closing credits|opening credits|end credits|opening title|opening titles|"
     "main title|name tag|pop up|popup|key frame|keyframe|keyframes|particle effect|"
     "logo animation|logo reveal|bar chart|pie chart|line graph|bullet point|"
     "bullet points|safe area|safe zone|title safe|intro animation|drop shadows|"
     "color of the text|qr code|click here|social handle|social handles|url at the|"
     "website on screen|stat card|name and title|her name on|his name on|their name on|"
     "speech bubble|name super|brand color|brand colors|brand colour|brand colours|"
     "brand font|brand guidelines|brand guide|style guide|hyphen|capitalize|capitalized|"
     "capital|text box|line break|numbers on screen|swoosh|ease in|ease out|easing|"
     "gradient|stroke|off the edge of the screen|margin|margins|left aligned|"
     "right aligned|on screen graphic|timer|loading bar|vector|intro card|outro card|"
     "bumper|slate card|rebrand|rebranded|legibility|low res logo|end slate|"
     "title sequence|opening credit|name is spelled|name spelled|spells|spelt|his title|"
     "her title|job title|map|table|figure|super imposed|superimposed|text animation|"
     "number animation|counter|legal text|fine print|disclaimer text|wipe in|flies in|"
     "fades in text|scribble|doodle|drawing|hand drawn|cartoon|lottie|checkmark|"
     "asterisk|quotation marks|exclamation point|question mark|typed|handwriting|"
     "font weight|color of the title|color of the logo|title color|logo color|swatch|"
     "shape|shapes|circle|rectangle|line art|layout|grid)"},
    {kGraphics, 5,
     "(title|titles|text|font|fonts|logo|caption|captions|subtitle|subtitles|graphic|"
     "graphics|animation|animations|animate|animated|overlay|overlays|typo|typos|"
     "misspelled|misspelt|misspelling|spelled|spelling|kerning|typography|typeface|"
     "lettering|letters|headline|watermark|icon|icons|chart|charts|graph|graphs|"
     "diagram|infographic|arrow|arrows|banner|badge|emoji|emojis|sticker|chyron|"
     "opacity|credits|bullet|bullets|slide|slides|illustration|illustrations|"
     "render of|3d|cgi|vfx|animator|mograph|serif|bold|italic|italics|uppercase|"
     "lowercase|all caps|punctuation|apostrophe|comma|box around|border|outline|"
     "highlight box|circle around|ticker|countdown|mockup|screenshot|label|labels|"
     "button|wordmark|crawl text|supers|super|alignment|aligned|legible|unreadable|"
     "kern|glyph|lower left text|bounce in|fly in|slide in|pops up|pop in|on screen|"
     "finish reading|can't read|couldn't read|to read|readable|period at the end|"
     "a period|missing period|tagline|separate line|call out arrow|numbers are|"
     "the quote is|quote card|website at|our website|the url|phone number|email address|"
     "address at|at the bottom|date on screen|price on screen|names on screen|"
     "name on screen|text color|words on|words on the screen|words on screen|letter|"
     "copy on|copy is|wrong font|font color|bold the|make it bold|italicize|underline|"
     "drop shadow|outline on|stroke on|text shadow|background box|text background|"
     "box behind|bar behind|strip behind|gradient behind|transparent box|lower it so it|"
     "cover his|cover her|covers his|covers her|covering the|covers the|overlaps the|"
     "overlap the|bleeds off|runs off|cut off at the edge|too close to the edge|"
     "edge of the screen|centered on screen|bounces|bounce|wiggles|spins|spinning|spin|"
     "rotates|flips in|zooms in text|pops on|pops in|pops out|animates on|animates off|"
     "animate on|animate off|comes on screen|stays on screen|stay on screen|stay up|"
     "stays up|up longer|on longer|leave it up|leave the title up|leave that up|"
     "leave the text up|hold the title|hold the text|hold the logo|logo bug|end frame|"
     "end logo|closing logo|opening logo|intro logo|brand logo|company logo|client logo|"
     "sponsor logo|partner logo|logos|mark|trademark|tm symbol|registered symbol|"
     "copyright symbol|symbol|hashtag on|handle on|qr)"},
    {kGraphics, 2.5, "(reading|on a phone|on mobile|red|white text|black text)"},
    {kGraphics, 2,
     "(bigger|smaller|read|align|wording on|screen|covering|blocking|overlapping|"
     "white on|effect|effects|reveal|design|brand|branding|size|template|website|"
     "url|handle|small|lower left|lower right|upper left|upper right|top right|"
     "top left|bottom right|bottom left|bottom of the screen|top of the screen|placement|"
     "position|transparent|ui|interface|animates)"},

    {kContent, 5,
     "(call to action|cta|talking point|talking points|key message|main message|"
     "main point|the point|get to the point|value proposition|value prop|fact check|"
     "free trial|punch line|punchline|story line|storyline|selling point|use case|"
     "use cases|not true|isn't true|factually|out of date|old price|new price|old name|"
     "wrong name|wrong number|wrong price|wrong term|wrong person|wrong year|"
     "wrong title|legal won't|legal will|legal won't like|off message|off brand|"
     "target audience|the audience|who this is for|what this is about|what it does|"
     "what we do|what the product|why they should|so what|social proof|case study|"
     "takeaway|take away|takeaways|key point|pain point|pain points|elevator pitch|"
     "joke|mispronounce|pronounce|know what|nobody knows|no one knows|"
     "nobody's going to know|people won't know|people won't get|people won't understand|"
     "prove|best in class|lead with|feature works|how it works|how that works|rambling|"
     "rambles|tangent|off topic|repeats himself|repeats herself|same thing twice|"
     "says the same|already said|already told|report|data|survey|last year's|partner|"
     "sponsor|shout out|give credit|name drop|buzzword|buzzwords|corporate|"
     "condescending|too technical|beginner|beginners|backstory|background information|"
     "background on|why it matters|why this matters|why should|value add|solution|"
     "set up the problem|explain why|explain how|tell us|tell them|tell people|find out|"
     "never learn|never explained|who he is|who she is|who they are|what he does|"
     "what she does|compliance|can't say|not allowed|we don't say|we call it|"
     "it's called|technically|true|false|bogus|exaggerated|exaggeration|overpromise|"
     "hype|formal|political|religion|pronouns|grammar|the ask|cliffhanger|monologue|"
     "acting|performance|his delivery|her delivery|line delivery|the delivery|scripted|"
     "improv|improvise|memorized|sincere|authentic|authenticity|genuine|forced|"
     "belabor|belabors|bury the lede|buries the lede|burying|lede|thesis|logic|"
     "logical|leap|assumption|assume|assumes|bias|biased|stereotype|cringe|cringey|"
     "story arc|arc|transition in the story|moral|inside joke|reference|pop culture|"
     "dated|out of touch|slang|cuss|f word|f bomb|customer quote|statistics|revenue|"
     "sales|market|marketing|strategy|ingredient|recipe|refund|policy|address the|"
     "answers the|answer the|objection|rebuttal|counterpoint|opening line|closing line|"
     "last line|first line|headline news|call out the|spell out what|spell out why|"
     "more specific|be specific|too vague|too generic|generic|vague|oversimplified|"
     "dumbed|nuance|speculation|unsubstantiated|misquoted|misstates|misspoke|mixed up|"
     "mixes up|wrong fact|wrong city|wrong state|wrong country|wrong month|wrong model|"
     "wrong product|wrong company|got the name wrong|gets the name wrong|is wrong|"
     "are wrong|wasn't founded|was founded|founded in|born in|happened in|in 20|"
     "there are actually|it's actually|isn't a|says it's|answers the question|"
     "customers not|users not|should say|shouldn't say|makes sense|make sense|"
     "doesn't make sense|no mention|what problem|the problem we|that date|wrong date|"
     "this date|the date is|founded|warranty|ad lib|ramble|the actual demo|"
     "actual product|product demo|talk more about|talk less about|say more about|"
     "says nothing|say something about|talks too much about|say that we|say it's|say the|"
     "don't say|doesn't say|never says|never say|never mention|never mentions|"
     "doesn't mention|not mention|mention that|mention how|mention the|forgot to mention|"
     "forgets to mention|leave out the fact|the fact that|skip the history|history of|"
     "history|explains why|explain what|explain that|explained|no context|"
     "without context|more context|lacks context|context for|introduce him|introduce her|"
     "introduce who|who is this|who this is|who that is|credentials|expert|expertise|"
     "title of the study|proof|proven|numbers to back|back it up|back that up|"
     "back this up with|anecdotal|opinion|sounds like an opinion|correct term|right term|"
     "right word|wrong word|correct word|better word|different word|word choice|"
     "choice of words|the phrase|this phrase|that phrase|this sentence|that sentence|"
     "the sentence|talking about|what he means|what she means|what they mean|"
     "what this means|what that means|makes it sound|makes us sound|make us sound|"
     "sounds like we|sound like we|sounds salesy|sounds arrogant|sounds defensive|"
     "sounds negative|negative|positive|upbeat message|tone deaf|messaging is|"
     "message is|off brand message|the pitch|value|pricing is|price is|cost is|costs|"
     "dollars|percent|million|billion|thousand|part about|bit about|section about|"
     "segment about|lawsuit)"},
    {kContent, 4,
     "(story|script|message|messaging|narrative|claim|claims|fact|facts|factual|"
     "argument|explain|explains|explanation|explaining|example|examples|mention|"
     "mentions|mentioned|mentioning|statistic|stat|stats|statement|context|hook|"
     "quote|quotes|quoted|mispronounced|mispronounces|pronunciation|pronounces|"
     "contradict|contradicts|contradictory|misleading|inaccurate|accurate|incorrect|"
     "misinformation|jargon|acronym|acronyms|define|definition|clarify|clarifies|"
     "clarification|clearer explanation|unclear|confusing|confused|understand|"
     "information|info|detail|details|topic|topics|subject matter|introduce|"
     "introduces|introduction of|summary|summarize|recap|conclusion|competitor|"
     "competitors|customer|customers|testimonial|testimonials|benefit|benefits|feature|"
     "features|pricing|price|prices|cost|offer|discount|disclaimer|swear|swearing|"
     "curse|profanity|offensive|insensitive|inappropriate|sexist|humor|funny|audience|"
     "viewer|viewers|convincing|persuasive|evidence|source|sources|citation|cite|"
     "study|research|premise|plot|theme|ending|payoff|stakes|character|motivation|"
     "analogy|metaphor|terminology|wording|phrasing|rephrase|reword|phrase|sentence|"
     "says|said|say|line|lines|question|answer|elaborate|wrong|outdated|demo|"
     "product|promise|elevator|salesy|preachy|cliche|relevant|irrelevant|redundant|"
     "obvious|anecdote|interviewee|spokesperson|ceo|founder|company name|product name|"
     "mission|tutorial|instructions|missing step|learn|teach|lesson|argue|"
     "perspective of|credibility|credible|trust|emotional|resonate|resonates)"},
    {kContent, 3,
     "(means|meaning|friendly|casual|specific|concrete|interview|speaker|guest|host|"
     "year|years)"},
    {kContent, 2.5,
     "(words|word|point|points|step|steps|energy level|this line|that line|the line)"},
    {kContent, 1.5,
     "(name|number|date|tell|talk about|talks about|describe|actually|idea|concept|"
     "why|address|include|term)"},

    {kOther, 5.5, "=(the rights|usage rights|rights to|own the rights|have the rights)"},
    {kOther, 7, "(srt|srt file|separate file|separate srt)"},
    {kOther, 6,
     "(press kit|mp3|podcast|audiogram|wav file|transcript|by thursday|by wednesday|"
     "by tuesday|by saturday|by sunday|by the end of|by next|by noon|by eod|asap|"
     "due on|due by|is due|bounce out|trailer version|16 by 9|9 by 16|16x9|9x16|"
     "nine by sixteen|sixteen by nine|1x1|one by one|social cut|social version|"
     "social versions|second version|minute version|broadcast|broadcast safe|the agency|"
     "forward this|share with|share this with|cc me|who's handling|who is handling|"
     "who owns|who has|contract|talent release|model release|hard drive|the drive|ftp|"
     "wetransfer|a link|the link|private link|unlisted|calendar|go live|goes live|"
     "air date|airs on|festival|submission|clean version|textless|language version|"
     "spanish version|french version|german version|hand over|handover|double check with|"
     "check with the|run this past|run it past|send to|send this to|send it to|email it|"
     "slack me|purchase order|cost of|how much does|how much would|hours|overtime|"
     "rate card|re export|high res|high res file|low res proxy|watermarked|"
     "for the website|for our website|for the homepage|for the newsletter|for social|"
     "for the ad|for broadcast|for print|poster|wrong folder|aspect ratio for|loop in|"
     "keep me posted|let me know when|when will|when can|when's the|who is editing|"
     "who's editing|assets|asset|the folder|master file|hard copy|blu ray|dvd|"
     "projector|event|conference|trade show|screening|premiere|next draft|next cut|"
     "revision|revisions|round of|version number|save as|save a copy|back this up|"
     "stills for|a still|some stills|need stills|still of|still from|version without|"
     "version with|a version|versions with|versions without|name the file|the file|"
     "a file|as a file|in spanish|in french|in german|timeline for|through legal|"
     "legal before|legal approval|before we post|when we post|before we publish|"
     "before publishing|before it goes out|before this goes out|goes out|"
     "give me a version|make a version|make me a version|create a version|cut a version|"
     "shorter version|longer version|ten second version|landscape|portrait mode|"
     "portrait version|four by five|four five|loudness spec|spec|specs|tech specs|"
     "delivery specs|for tv|for television|for cinema|for theaters|for instagram|"
     "for tiktok|for youtube|for linkedin|for facebook|on youtube|on instagram|"
     "post this|post it|posting|schedule this|thumbnail|the project|project|"
     "share the project|media|media files|b roll files|link to the|link me|"
     "send the link|send a link|dropbox|google doc|doc|document|notes doc|"
     "spreadsheet of|shot list|cost to|quote for|invoice|thirty second version|"
     "thirty second cut|thirty second spot|fifteen second version|sixty second version|"
     "six second version|fifteen second cut|sixty second cut|fifteen second spot|"
     "sixty second spot)"},
    {kOther, 5.5,
     "(project file|project files|file name|file names|filename|file size|file format|"
     "pro res|prores|frame rate|bit rate|bitrate|aspect ratio|vertical version|"
     "square version|horizontal version|vertical cut|shared drive|google drive|frame io|"
     "release form|release forms|nda|due date|deadline|deadlines|version for|"
     "versions for|cut down for|cutdown|cutdowns|cut downs|deliverable|deliverables|"
     "source files|raw files|raw footage|usage rights|music license|licensing|license|"
     "licensed|copyright|copyrighted|invoice for|send me|send over|send it|send this|"
     "send us|email me|share the|share it|share this|share a|upload the|upload it|"
     "upload this|upload to|download link|review link|export settings|in four k|in 4k|"
     "four k|4k|1080p|1080|h264|h265|mp4|mov file|uhd|sign off|sign this off|"
     "signed off|client review|next round|next version|version two|version three|v2|v3|"
     "final version|final delivery|final file|by friday|by monday|by tomorrow|"
     "by end of day|end of day|next week|end of the week|schedule the|running time limit|"
     "check with legal|ask legal|run it by|run this by|approval|approve|approved|"
     "stakeholder|stakeholders|stock license|watermark free)"},
    {kOther, 4.5,
     "(export|exported|exporting|rendering|upload|uploaded|deliver|delivery|codec|"
     "resolution for|format|formats|archive|backup|back up|instagram|tiktok|youtube|"
     "linkedin|facebook|twitter|reels|shorts|stories|platform|platforms|budget|"
     "client's|permission|permissions|clearance|metadata|tags|hashtag|hashtags|"
     "description box|folder|versions|vertical|translation|translate|translated|"
     "localize|localized|publish|published|publishing|launch|embargo|hand off|handoff|"
     "proxy|proxies|resolve file|after effects file|zip|naming|rename|send|remind me|"
     "schedule|reshoot|re shoot)"},
    {kOther, 3, "(legal|client|file|files|version)"},

    {kGeneral, 5,
     "(not sure about|not sure this|not convinced|not crazy about|not a fan|not loving|"
     "on the fence|something else|different approach|start over|rethink|feels off|"
     "feel off|feels weird|something is off|something's off|something off|"
     "something is missing|something's missing|doesn't feel right|step up|"
     "in the right direction|right track|can't explain|hard to explain)"},
    {kGeneral, 4, "(put my finger|not sold|sold on|hard to say)"},
    {kGeneral, 1.5,
     "(overall|in general|generally|everything|whole thing|whole video|great job|"
     "good job|nice work|well done)"},
    {kGeneral, 1,
     "(scene|moment|video|movie|film|intro|outro|beginning|last cut|last version|"
     "previous version|previous cut|first cut|approach|vibe|feel|style|direction|draft)"},
};

}  // namespace

absl::Span<const Entry> FeedbackEntries() { return kFeedback; }

}  // namespace lossy::agent
