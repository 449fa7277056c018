"""The definitions of the impact report in words: population, period, who counts, and what the source leaves unclear."""

from __future__ import annotations

_ROUNDED = "Arrondi à l’unité, la moitié vers le haut."

REPORT_2024 = "Rapport d’activité 2024"
ASP = "Extranet IAE et tableaux de bord de l’ASP, définition à confirmer"
OWN_COUNT = "Compté dans l’application"

COUNTED_IN_YEAR = (
    "Personnes qui ont eu un contrat, de quelque type qu’il soit, dans un site de ce genre, un jour au moins du 1er"
    " janvier au 31 décembre (à ce jour, pour l’année en cours). Chacune compte une fois\u00a0; qui a travaillé en ACI"
    " et en AQI compte dans les deux."
)
MEAN_AGE = (
    "Somme des âges au 31 décembre de l’année, divisée par le nombre de personnes accueillies dans l’année dont la date"
    f" de naissance est connue. {_ROUNDED}"
)
MEASURE = (
    "Personnes accueillies dans l’année dont le coffre dit qu’elles sont sous main de justice, sur celles dont il"
    " connaît la situation. Ce n’est pas le fait d’avoir quitté un établissement\u00a0: deux faits différents. Compté"
    f" dans le coffre, pour tous les sites d’un genre ensemble, et la lecture est notée. {_ROUNDED}"
)
JOB_OR_TRAINING = (
    "Indicateur de l’association. Sur toutes les personnes parties dans l’année, retraits et ruptures compris, celles"
    " dont le motif de sortie est un emploi ou une formation. Une personne est partie quand son dernier contrat, où que"
    " ce soit dans la maison, a fini dans l’année\u00a0: sa sortie est notée, ou aucun contrat n’a suivi. Un motif"
    " confidentiel ou pas encore noté n’est ni un emploi ni une formation. Le rapport ne dit pas si les retraits sont"
    f" dans le dénominateur\u00a0: ici, ils y sont. {_ROUNDED}"
)
ON_CONTRACT = (
    "Personnes dont un contrat court le 31 décembre (aujourd’hui, pour l’année en cours). Tous les types de contrat"
    " d’insertion comptent\u00a0: le rapport ne dit pas si c’est ainsi qu’il compte, à confirmer."
)
ON_CONTRACT_ALL = f"{ON_CONTRACT} Qui a un contrat en ACI et un en AQI ce jour-là compte une fois."

_ASP_EXITS = (
    "Sur les sorties notées de l’année que l’ASP compte (séjour et travail d’une durée minimale, celle de la règle en"
    " vigueur le dernier jour), moins les retraits\u00a0: un motif confidentiel est un retrait. De qui aucune journée"
    " n’est saisie ici, on suppose qu’il a travaillé. La dernière sortie de chaque personne compte seule."
)
DYNAMIC = (
    f"Emploi durable, emploi de transition et sorties positives ensemble. {_ASP_EXITS} Ce n’est pas l’indicateur"
    f" «\u00a0emploi ou formation\u00a0» de l’association\u00a0: autre numérateur, autre dénominateur. {_ROUNDED}"
)
DURABLE = f"Sorties que l’ASP range en emploi durable, sur celles du taux de sorties dynamiques. {_ROUNDED}"
TRANSITION = f"Sorties que l’ASP range en emploi de transition, sur celles du taux de sorties dynamiques. {_ROUNDED}"
POSITIVE = (
    "Sorties que l’ASP range en sorties positives, sur celles du taux de sorties dynamiques. Au sens de l’ASP\u00a0: le"
    f" logement n’en est pas. {_ROUNDED}"
)

HOURS = (
    "Heures de présence saisies dans les feuilles du jour, formation et immersion comprises, de tous les sites. En"
    " heures, la moitié vers le haut."
)
TRAINING_HOURS = "La part de ces heures que la catégorie d’heures dit de formation."
POSTS = (
    "Heures que l’aide au poste compte, divisées par celles d’un temps plein en un an (52 semaines légales, 1 820 h)."
    " Une heure dont personne n’a confirmé qu’elle compte n’y est pas. À deux décimales."
)

COHORT = (
    "Le groupe, ce sont les personnes arrivées sur ce site depuis l’examen d’avant (vingt-quatre mois au plus) et"
    " jusqu’au premier jour de cet examen, et ses candidats. Il compte dans l’année où la première est arrivée, même"
    " quand l’examen vient l’année d’après."
)
REACHED = (
    "Personnes du groupe qui ont passé l’examen, ou qui sont parties avant lui pour un emploi, sur toutes celles du"
    " groupe. Le rapport ne le dit pas, mais 64\u00a0% ne se retrouve à Paris qu’ainsi (7 sur 11)\u00a0: à confirmer."
    f" {COHORT} {_ROUNDED}"
)
SAT = (
    "Candidats présents, quel que soit le résultat, partiel ou pas encore connu\u00a0: les absents n’ont pas passé"
    f" l’examen. {COHORT}"
)
PASSED = f"Candidats reçus, sur ceux qui ont passé l’examen. {_ROUNDED}"
CONGRATULATED = "Candidats reçus avec les félicitations du jury\u00a0: notre note, le titre lui-même n’en connaît pas."

SALES = (
    "Factures émises dans l’année, hors taxes, à leur date\u00a0; les avoirs sont négatifs. Ce n’est pas l’argent reçu."
)
