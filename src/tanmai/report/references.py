"""The works that a page refers to; only those that it cites are listed."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

_WORKS = {
    "Bonacich 1987": "Bonacich, P. (1987). Power and centrality: a family of measures. "
    "American Journal of Sociology 92(5), 1170–1182.",
    "Blondel et al. 2008": "Blondel, V. D., Guillaume, J.-L., Lambiotte, R., Lefebvre, E. (2008). "
    "Fast unfolding of communities in large networks. Journal of Statistical Mechanics, P10008.",
    "Brandes 2008": "Brandes, U. (2008). On variants of shortest-path betweenness centrality and "
    "their generic computation. Social Networks 30(2), 136–145.",
    "Brin and Page 1998": "Brin, S., Page, L. (1998). The anatomy of a large-scale hypertextual "
    "web search engine. Computer Networks 30, 107–117.",
    "Chenery 1953": "Chenery, H. B. (1953). Regional analysis. In: Chenery, H. B., Clark, P. G., "
    "Cao-Pinna, V. (eds), The Structure and Growth of the Italian Economy. Rome.",
    "Fisher 1958": "Fisher, W. D. (1958). On grouping for maximum homogeneity. "
    "Journal of the American Statistical Association 53(284), 789–798.",
    "Freeman 1977": "Freeman, L. C. (1977). A set of measures of centrality based on betweenness. "
    "Sociometry 40(1), 35–41.",
    "Jenks 1977": "Jenks, G. F. (1977). Optimal data classification for choropleth maps. "
    "Department of Geography, University of Kansas, Occasional Paper 2.",
    "Kanemoto et al. 2012": "Kanemoto, K., Lenzen, M., Peters, G. P., Moran, D. D., Geschke, A. "
    "(2012). Frameworks for comparing emissions associated with production, consumption, and "
    "international trade. Environmental Science & Technology 46(1), 172–179.",
    "Kleinberg 1999": "Kleinberg, J. M. (1999). Authoritative sources in a hyperlinked "
    "environment. Journal of the ACM 46(5), 604–632.",
    "Leicht and Newman 2008": "Leicht, E. A., Newman, M. E. J. (2008). Community structure in "
    "directed networks. Physical Review Letters 100, 118703.",
    "Leontief 1936": "Leontief, W. W. (1936). Quantitative input and output relations in the "
    "economic system of the United States. Review of Economics and Statistics 18(3), 105–125.",
    "Miller and Blair 2022": "Miller, R. E., Blair, P. D. (2022). Input-Output Analysis: "
    "Foundations and Extensions, 3rd edition. Cambridge University Press.",
    "Moses 1955": "Moses, L. N. (1955). The stability of interregional trading patterns and "
    "input-output analysis. American Economic Review 45(5), 803–826.",
    "Peters 2008": "Peters, G. P. (2008). From production-based to consumption-based national "
    "emission inventories. Ecological Economics 65(1), 13–23.",
    "Saad and Schultz 1986": "Saad, Y., Schultz, M. H. (1986). GMRES: a generalized minimal "
    "residual algorithm for solving nonsymmetric linear systems. SIAM Journal on Scientific and "
    "Statistical Computing 7(3), 856–869.",
    "Serrano et al. 2009": "Serrano, M. Á., Boguñá, M., Vespignani, A. (2009). Extracting the "
    "multiscale backbone of complex weighted networks. PNAS 106(16), 6483–6488.",
    "Squartini et al. 2013": "Squartini, T., Picciolo, F., Ruzzenenti, F., Garlaschelli, D. "
    "(2013). Reciprocity of weighted networks. Scientific Reports 3, 2729.",
}


@dataclass
class Citations:
    """The citations of one text, in the language that it is written in.

    Attributes
    ----------
    language : str
        ``"zh"`` or ``"en"``.
    anchor : str
        What the identifiers of the list begin with.
    cited : set of str
        The works cited so far.
    """

    language: str
    anchor: str
    cited: set[str] = field(default_factory=set)

    def cite(self, *works: str) -> Markup:
        """Return a citation with links into the list of references.

        Raises
        ------
        ValueError
            A work is not known.
        """
        links = [
            Markup('<a href="#{}">{}</a>').format(self.identifier(work), work) for work in works
        ]
        self.cited.update(works)
        if self.language == "zh":
            return Markup("（{}）").format(Markup("；").join(links))
        return Markup(" ({})").format(Markup("; ").join(links))

    def identifier(self, work: str) -> str:
        """Return the identifier of a work in the list."""
        return f"{self.anchor}-ref-{list(_WORKS).index(work) + 1}"

    def listed(self) -> list[tuple[str, str]]:
        """Return identifier and full reference of the works cited, by author and year."""
        return [(self.identifier(work), _WORKS[work]) for work in sorted(self.cited)]
